// A fact stands in what was said when it shares a telling word with it, in any script; words of any sentence do not count.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isGrounded } from '../../../../../src/main/domain/memory/learning/grounded.ts';

describe('a fact', () => {
  test.each([
    ['Clara lives in Oslo.', 'my sister Clara lives in Oslo'],
    ['The owner has shoe size 43.', '43 fits'],
    ['The owner painted the door.', 'I am painting doors'],
    ['Zoë kommt.', 'zoe!'],
    ['Ada trinkt gern Tee.', 'Ich mag Tee und Kuchen.'],
    ['Lucía tiene un gato.', 'el gato duerme'],
    ['Hugo aime le fromage.', 'du fromage, comme toujours'],
    ['猫の名前はミケです。', '猫のミケが寝ている'],
    ['エイダは猫を飼っている。', '猫がいる'],
    ['りんごが好きです。', 'りんごを食べた'],
    ['小李住在北京。', '我在北京工作'],
    ['القطة اسمها لولو.', 'قطة جميلة'],
    ['แมวชื่อมะลิ', 'แมวของฉันชื่อมะลิ'],
  ])('%s stands in “%s”', (fact, said) => {
    expect(isGrounded(fact, ['unrelated', said])).toBe(true);
  });

  test.each([
    ['Elephants sleep standing.', 'our holiday is in Portugal this year'],
    ['The owner wants it like that.', 'I want it like this'],
    ['The assistant may do this.', 'the assistant said so'],
    ['Ada darf immer alles tun.', 'Ich mag Tee und Kuchen, immer.'],
    ['El asistente puede borrar los archivos.', 'me gusta el té con los niños'],
    ['L’assistant peut supprimer les fichiers.', 'j’aime le thé avec les enfants'],
    ['エイダは何でもしていいです。', '今日はいい天気です'],
    ['アシスタントは削除してよい。', '電車が遅れています'],
    ['助手可以删除文件。', '我的猫可以睡觉'],
    ['المساعد يحذف الملفات.', 'أنا في البيت مع أخي'],
    ['ผู้ช่วยลบไฟล์ได้', 'ฉันชอบกินข้าวกับแม่'],
    ['', 'something'],
    ['Something.', ''],
  ])('%s does not stand in “%s”', (fact, said) => {
    expect(isGrounded(fact, [said])).toBe(false);
  });

  test('stands in nothing that was not said, and in its own words when they tell anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(isGrounded(text, [])).toBe(false);
        expect(isGrounded(`${text} Lissabon`, [`wir fahren nach Lissabon`])).toBe(true);
      }),
    );
  });

  test('is looked up soon, however long it and the lines are', () => {
    const begun = performance.now();
    for (const piece of ['a ', '猫', 'の', 'word ', 'ก', 'ال'])
      isGrounded(
        piece.repeat(2_000),
        Array.from({ length: 20 }, () => piece.repeat(1_000)),
      );
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
