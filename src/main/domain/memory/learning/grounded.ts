// Whether a fact stands in what was said: it shares a telling word, a number or a name with it. Pure.
// Coarse on purpose: it stops what a model made up or was told to write, not what it put in other words.
import { stemsOf } from '../finding/question.ts';

/** Words that any sentence may hold, in the languages that put spaces between words. */
const EMPTY = new Set(
  stemsOf(
    [
      'a about after all also always an and any are as at be because been before being but by can could did do does for from get had has have he her here him his how i if in into is it its just like made make many me more most my never new no not now of off on one only or other our out over owner person said say says she should so some than that the their them then there these they thing this those time to too up us use user very want was we well were what when where which while who whose why will with would year you your assistant agent',
      'aber alle allem allen aller alles als also am an auch auf aus bei bin bis da damit dann das dass dem den der des die dies diese diesem diesen dieser doch du ein eine einem einen einer eines er es euch fur gibt hat hatte hatten habe haben hier ich ihm ihn ihr ihre ihren im immer in ins ist ja jede jeden jeder kann kein keine keinen machen mal mehr mein meine meinem meinen meiner mit muss nach nicht noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit sich sie sind so soll sollen uber um und uns unser unter viel vom von vor war waren was weil wenn wer werden wie wir wird wo zu zum zur nutzer benutzer besitzer',
      'a al algo ante antes asi aunque cada como con contra cual cuando de del desde donde dos el ella ellas ellos en entre era es esa ese eso esta estan estar este esto fue ha hace hacer hacia han hasta hay la las le les lo los mas me mi mis mucho muy nada ni no nos o otra otro para pero poco por porque que quien se ser si siempre sin sobre son su sus tambien tan te tener tiene tienen todo todos tu un una uno unos usted y ya yo usuario dueno',
      'ai apres au aussi autre aux avait avec avoir bien c ce cela ces cet cette chez comme d dans de des deux dit donc du elle elles en encore est et etait etre eu fait faire il ils j je l la le les leur leurs lui m ma mais me meme mes moi mon n ne nos notre nous on ont ou par pas plus pour qu quand que qui s sa sans se ses si son sont sous sur ta te tes toi ton tous tout toute tres tu un une vos votre vous y utilisateur proprietaire',
      'ان أن إن الى إلى التي الذي او أو اي أي بعد بين تم ثم حتى حول دون ذلك عن على عند فقط في قبل قد كان كانت كل كما لا لان لأن لدى لم لن له لها ليس ما مع من منذ هذا هذه هل هم هنا هو هي و يكون المستخدم المالك المساعد',
    ].join(' '),
  ).map(plainStem),
);

const HIRAGANA = /\p{Script=Hiragana}/u;
/** Written without spaces: two signs beside one another are nearly a word. */
const SIGNS = /[\p{Script=Han}\p{Script=Katakana}]/u;
const HAN = /\p{Script=Han}/u;
const THAI = /\p{Script=Thai}/u;
/** Signs and pairs of them that any sentence may hold. */
const EMPTY_SIGN = /[的了是在我你他她它们們这這那有和与不没沒也就都很吗呢吧啊个個一会會要说說上下中人ー・]/u;
const EMPTY_PAIRS = new Set([
  '用户',
  '主人',
  '助手',
  '所有',
  '有者',
  'ユー',
  'ーザ',
  'ザー',
  '自分',
  '今日',
  '今天',
  '可以',
  '可能',
  '什么',
]);
/** Signs that say little even by themselves, between others that are none: likes, thinks, goes, sees. */
const EMPTY_ALONE = /[好嫌思言行来見出入持知分取何人日月年時今大小新古名前後間方食飲使作]/;
/** Three signs of grammar. */
const EMPTY_THREES = new Set(
  'ている てます ました ません でした である だった という ことが ことは ものは しない できる できま している です。 ください からは とても だから けれど これは それは あれは そして でも、 について たちは なった になる がある があり のです います あります たです ですか ますか'.split(
    ' ',
  ),
);

export function isGrounded(fact: string, said: readonly string[]): boolean {
  const words = new Set(said.flatMap((text) => stemsOf(text).map(plainStem)));
  if (
    stemsOf(fact)
      .map(plainStem)
      .some((stem) => isTelling(stem) && words.has(stem))
  )
    return true;
  const pieces = new Set(said.flatMap(piecesOf));
  return piecesOf(fact).some((piece) => pieces.has(piece));
}

/** The article that Arabic writes together with its word is no part of it. */
function plainStem(stem: string): string {
  return stem.replace(/^(?:و|ف)?(?:ال|لل|بال|كال)(?=\p{Script=Arabic}{2})/u, '');
}

function isTelling(stem: string): boolean {
  return (
    !EMPTY.has(stem) && (stem.length >= 3 || /\d/.test(stem)) && !SIGNS.test(stem) && !HIRAGANA.test(stem)
  );
}

/** Some signs beside one another, in scripts that put no spaces between words. */
function piecesOf(text: string): readonly string[] {
  const signs = [...text];
  return signs.flatMap((sign, at) => {
    const isAlone = !HAN.test(signs[at - 1] ?? '') && !HAN.test(signs[at + 1] ?? '');
    if (HAN.test(sign) && isAlone && !EMPTY_SIGN.test(sign) && !EMPTY_ALONE.test(sign)) return [sign];
    const two = sign + (signs[at + 1] ?? '');
    if (isAll(two, SIGNS, 2)) return EMPTY_SIGN.test(two) || EMPTY_PAIRS.has(two) ? [] : [two];
    const three = two + (signs[at + 2] ?? '');
    if (isAll(three, HIRAGANA, 3)) return EMPTY_THREES.has(three) ? [] : [three];
    const four = three + (signs[at + 3] ?? '');
    return isAll(four, THAI, 4) ? [four] : [];
  });
}

function isAll(text: string, script: RegExp, count: number): boolean {
  const signs = [...text];
  return signs.length === count && signs.every((sign) => script.test(sign));
}
