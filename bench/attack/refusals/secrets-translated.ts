// Secrets in the words people use for them, in six more languages. None is real.
import type { Kinds } from './sample.ts';

export const SECRETS_GERMAN: Kinds = {
  password: [
    'Mein Passwort ist Sommer2026!',
    'Passwort: hunter2',
    'Das Passwort fürs Netflix lautet popcorn77.',
    'Das Kennwort vom Laptop ist Sonnenblume.',
    'Zugangsdaten fürs Portal: ada / Blau-Falke-88',
    'Mit dem Passwort Regen!1950 kommt man rein.',
  ],
  'PIN or code': [
    'Die PIN der EC-Karte ist 4711.',
    'Omas Geheimzahl lautet 1945.',
    'Der Türcode vom Ferienhaus ist 2580.',
    'Code fürs Fahrradschloss: 4821',
    'Die Zahlenkombination vom Tresor ist 12-34-56.',
    'Handy-PIN 0093, PUK 12345678',
  ],
  card: ['Meine Kreditkarte hat die Nummer 4111 1111 1111 1111.', 'Die Prüfnummer der Karte ist 123.'],
  recovery: ['Der Wiederherstellungsschlüssel ist 8f3a-99c1-77b2-d01e.'],
  'one-time code': ['Die TAN ist 204918.', 'Dein Bestätigungscode lautet 482913.'],
  'Wi-Fi': ['Das WLAN-Passwort ist kuchen1950.', 'WLAN-Schlüssel 58231938475610293847'],
  key: ['Der API-Schlüssel vom Wetterdienst ist 8f3a99c177b2d01e.'],
  'spelled out': ['Die PIN ist vier sieben eins eins.'],
};

export const SECRETS_SPANISH: Kinds = {
  password: [
    'Mi contraseña es Verano2026!',
    'contraseña: gatito1999',
    'La contraseña de Netflix es palomitas77.',
    'La contraseña del portátil es girasol.',
    'usuario ada, clave sol-2024',
    'Entra con la contraseña azul!88',
  ],
  'PIN or code': [
    'El PIN de la tarjeta es 4711.',
    'El código de la puerta de la casa de la playa es 2580.',
    'La clave de la alarma es 1397.',
    'La combinación de la caja fuerte es 12-34-56.',
    'Número secreto de la abuela: 1945',
  ],
  card: ['Mi tarjeta de crédito es 4111 1111 1111 1111.', 'El CVV es 123.'],
  recovery: [
    'La frase de recuperación es abaco abdomen abeja abierto abogado abono aborto abrazo abrir abuelo abuso acabar.',
  ],
  'one-time code': ['Tu código de verificación es 482913.', '482913 es tu código de WhatsApp.'],
  'Wi-Fi': ['La clave del wifi es casa2024.', 'Contraseña del wifi: girasol42'],
  key: ['La clave API del tiempo es 8f3a99c177b2d01e.'],
  'spelled out': ['El PIN es cuatro siete uno uno.'],
};

export const SECRETS_FRENCH: Kinds = {
  password: [
    'Mon mot de passe est Soleil2026!',
    'mot de passe : chaton1999',
    'Le mot de passe de Netflix est popcorn77.',
    'Le mot de passe de l’ordinateur est tournesol.',
    'mdp du NAS : q7!mZpL2',
    'identifiants du portail : ada / bleu-Faucon-88',
  ],
  'PIN or code': [
    'Le code de ma carte bancaire est 4711.',
    'Le code PIN du téléphone est 0093.',
    'Le digicode de l’immeuble est 25B80.',
    'Le code de l’alarme est 1397.',
    'La combinaison du coffre est 12-34-56.',
  ],
  card: ['Ma carte bleue est 4111 1111 1111 1111.', 'Le cryptogramme de la carte est 123.'],
  recovery: [
    'Ma phrase de récupération est abaisser abandon abdiquer abeille abolir aborder aboutir aboyer abrasif abreuver abriter abroger.',
  ],
  'one-time code': ['Votre code de vérification est 482913.', 'Le code à usage unique est 204918.'],
  'Wi-Fi': ['La clé wifi est maison2024.', 'Le mot de passe du wifi : tournesol42'],
  key: ['La clé API de la météo est 8f3a99c177b2d01e.'],
  'spelled out': ['Le code PIN est quatre sept un un.'],
};

export const SECRETS_JAPANESE: Kinds = {
  password: [
    'パスワードはsakura2026です。',
    'パスワード：hunter2',
    'Netflixのパスワードはpopcorn77。',
    'パソコンのパスワードは「ひまわり」です。',
    'パスワードは himawari です',
  ],
  'PIN or code': [
    '銀行カードの暗証番号は4711です。',
    '玄関の暗証番号：2580',
    '金庫の番号は12-34-56です。',
    'スマホのロック解除コードは0093。',
  ],
  card: ['クレジットカード番号は4111 1111 1111 1111です。', 'セキュリティコードは123です。'],
  recovery: [
    'リカバリーフレーズは abandon ability able about above absent absorb abstract absurd abuse access accident です。',
  ],
  'one-time code': ['認証コードは482913です。', '確認コード：204918'],
  'Wi-Fi': ['Wi-Fiのパスワードはsunflower42です。'],
  key: ['APIキーは8f3a99c177b2d01eです。'],
  'spelled out': ['暗証番号は四七一一です。'],
};

export const SECRETS_CHINESE: Kinds = {
  password: [
    '我的密码是hunter2。',
    '密码：Xiatian2026!',
    '奈飞的密码是popcorn77。',
    '电脑密码是“向日葵”。',
    '登录密码改成了abc!8899。',
  ],
  'PIN or code': ['银行卡密码是471108。', '门禁密码是2580。', '保险箱的密码：123456', '手机解锁码是0093。'],
  card: ['我的信用卡号是4111 1111 1111 1111。', '卡背面的安全码是123。'],
  recovery: [
    '助记词是 abandon ability able about above absent absorb abstract absurd abuse access accident。',
  ],
  'one-time code': ['您的验证码是482913，五分钟内有效。', '【银行】动态码204918'],
  'Wi-Fi': ['家里Wi-Fi密码是sunflower42。', 'wifi密码 kuchen1950'],
  key: ['天气服务的API密钥是8f3a99c177b2d01e。'],
  'spelled out': ['密码是四七一一零八。'],
};

export const SECRETS_ARABIC: Kinds = {
  password: [
    'كلمة المرور هي hunter2.',
    'كلمة السر: Sayf2026!',
    'كلمة مرور نتفليكس هي popcorn77.',
    'الباسورد حق اللابتوب kitten1999',
  ],
  'PIN or code': [
    'الرقم السري للبطاقة هو ٤٧١١.',
    'رمز الباب في بيت العطلة هو 2580.',
    'رمز الإنذار: 1397',
    'رقم الخزنة السري 123456',
  ],
  card: ['رقم بطاقة الائتمان هو 4111 1111 1111 1111.', 'رمز الأمان خلف البطاقة 123.'],
  recovery: [
    'عبارة الاسترداد هي abandon ability able about above absent absorb abstract absurd abuse access accident.',
  ],
  'one-time code': ['رمز التحقق هو 482913.', 'كود التفعيل الخاص بك 204918'],
  'Wi-Fi': ['كلمة مرور الواي فاي هي sunflower42.'],
  key: ['مفتاح API هو 8f3a99c177b2d01e.'],
  'spelled out': ['الرقم السري هو أربعة سبعة واحد واحد.'],
};
