// What secrets are called, in the languages of the product and their neighbours, and words that only look so.
// Written for text as plain-words.ts leaves it. Knows nothing else.

/** Opens an account: any word may be one. */
const PASSWORDS =
  'pass ?(?:word|phrase|wd)s?|psw|pwd?|contrasenas?|mots? de passe|mdp|(?:\\p{L}{2,12}-?)?(?:pass?wort|kennwort|passphrase)|pass?worter|senha|wachtwoord|парол[ьяи]|كلم(?:ة|ات) (?:ال)?(?:مرور|سر)|(?:ال)?باسوو?رد';

/** Opens something with a number. */
const NUMBERS =
  "pin(?:[ -]?(?:code|number|nummer|no\\.?))?|puk|csc|cv[cv]2?|otp|tan|pass ?codes?|(?:one|single)[ -](?:time|use) (?:pass)?codes?|(?:security|verification|confirmation|log-?in|sign-?in|authentication|access|entry|two-factor|2fa|sms|recovery|backup|unlock|keypad) codes?|geheim(?:zahl|nummer)|(?:karten)?pruf(?:nummer|ziffer)|(?:tur|tor|alarm|zugangs|zugriffs|sicherheits|entsperr|bestatigungs|einmal|verifizierungs|freischalt|aktivierungs|haus|garagen|safe|tresor)-?(?:code|kombination|pin)|(?:zahlen|tresor|schloss)-?kombination|numero secreto|codigo (?:secreto|pin|de (?:seguridad|acceso|verificacion|desbloqueo|un solo uso|whatsapp))|clave de (?:la alarma|la puerta|acceso|seguridad)|code (?:pin|secret|confidentiel|d'acces|d'entree|de securite|de verification|de deverrouillage|a usage unique)|digicode|cryptogramme(?: visuel)?|combinaison du (?:coffre|cadenas)|combinacion de la caja fuerte|(?:ال)?رقم(?:ي|ه|ها)? (?:الخزنة )?(?:ال)?سري|(?:رمز|كود) (?:ال)?(?:تحقق|باب|دخول|امان|انذار|قفل|فتح|بوابة|تفعيل|خزنة)";

/** Opens a service: long, and nobody keeps it in mind. */
const KEYS =
  '(?:api|access|secret|private|encryption|licen[cs]e|product|activation|recovery|bitlocker|wpa2?|wi-?fi|wlan|network|set-?up|signing|master|deploy|stripe|openai)[ _-]?(?:keys?|tokens?)|(?:auth\\w{0,12}|bearer|bot|refresh|session)[ _-]tokens?|(?:client|app|totp|2fa|two-factor|authenticator|shared)[ _-](?:secret|key)|(?:backup|recovery) codes?|\\p{L}{2,20}-?schlussel|clave (?:api|privada|secreta|(?:del? )?(?:la )?(?:wi-?fi|red|licencia))|cle (?:api|wi-?fi|wpa|privee|secrete|de (?:recuperation|licence|securite))|(?:ال)?مفتاح (?:api|(?:ال)?(?:خاص|سري|واي فاي))';

/** Words in a row that open a wallet. */
const PHRASES =
  '(?:seed|recovery|mnemonic|backup|secret|wallet|12|24|twelve|twenty-four) (?:phrase|words)|wiederherstellungs-?(?:phrase|worter)|frase (?:semilla|de (?:recuperacion|seguridad))|phrase (?:secrete|de recuperation)|عبارة (?:ال)?(?:استرداد|استرجاع|بذرة)';

export type SecretKind = 'password' | 'number' | 'key' | 'phrase';

/** The same in scripts that put no spaces between words. */
const UNSPACED = {
  phrase: '(?:シード|リカバリー|復元)フレーズ|助记词|恢复短语',
  key: '(?:api ?|アクセス|復旧|回復|暗号化)キー|秘密鍵|密钥|私钥',
  number:
    '暗証(?:番号|コード)?|(?:セキュリティ|認証|確認|ロック解除|解除|アクセス|ドア|パス)コード|ロック番号|金庫の番号|验证码|动态码|校验码|安全码|门禁码|解锁码|登录码',
  password: 'パスワード|パスフレーズ|合言葉|密码|密碼|口令',
};

const WORD_BEGINS = '(?<![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Arabic}\\p{N}])';
const WORD_ENDS = '(?![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Arabic}\\d])';

/** Every name once, with which kind it is of; longer kinds first, since a recovery phrase is a phrase before all. */
export const SECRET_NAME = new RegExp(
  [
    `(?<phrase>${WORD_BEGINS}(?:${PHRASES})${WORD_ENDS}|${UNSPACED.phrase})`,
    `(?<key>${WORD_BEGINS}(?:${KEYS})${WORD_ENDS}|${UNSPACED.key})`,
    `(?<number>${WORD_BEGINS}(?:${NUMBERS})${WORD_ENDS}|${UNSPACED.number})`,
    `(?<password>${WORD_BEGINS}(?:${PASSWORDS})${WORD_ENDS}|${UNSPACED.password})`,
  ].join('|'),
  'giu',
);

/** What a name of a secret may go on with so that the whole is none. */
export const NO_SECRET =
  /^[ -]?(?:manager|managers|reset|resets|policy|policies|protect\w*|prompt|field|form|box|pad|hint|rules?|length|hash\w*|generator|vault|store|page|file|check|strength|expiry|rotation|attempts?|entry|free|less|管理|管理器|锁)(?![a-z])/i;

/** What a code is called that opens nothing. */
export const ORDINARY_CODE_BEFORE =
  /(?:error|fault|post(?:al)?|zip|area|country|dial\w*|discount|promo\w*|voucher|gift|colou?r|product|bar|qr|sort|swift|bic|tax|dress|source|status|exit|airport|booking|airline|bank|item|part|course|project|model|building|class|energy|morse|genetic|civil|penal|fehler|farb|rabatt|gutschein|buchungs) ?-?$/i;
export const ORDINARY_CODE_AFTER =
  /^(?:s\b)? ?(?:postal|promo|barres?|couleur|source|civil|penal|de la route|d'erreur|erreur|produit|client|reduction|parrainage|de descuento|de error|de barras|de color|de cliente|name|review|base|club|of conduct)\b/i;

/** What a code opens, where it is only called a code. */
export const OPENS =
  '(?:doors?|gates?|alarm|safe|locks?|lockers?|padlock|garage|entrance|keypad|key ?box|lockbox|house|flat|shed|phone|tablet|suitcase|vault|card|(?:haus|wohnungs|eingangs|keller|garagen|hinter)?tur|(?:hof|garagen)?tor|tresor|(?:fahrrad|vorhange|zahlen|koffer)?schloss|schliessfach|haus|ferienhaus|wohnung|keller|handy|koffer|karte|schlusselkasten|schlusselsafe|porte|portail|portillon|alarme|coffre|cadenas|immeuble|telephone|carte|entree|casier|puerta|porton|portal|alarma|caja fuerte|candado|edificio|garaje|movil|tarjeta|taquilla|cb|sim|whatsapp)';

/** Between the name and what it is: words of saying, and signs. */
export const SAYS =
  /(?<!\p{L})(?:(?:(?:has been|was|is) )?(?:now )?(?:changed|set|reset|updated) (?:to|as)|is|are|was|were|reads|remains|stays|will be|begins? with|starts? with|ist|war|lautet|heisst|es|era|sera|(?:ha )?cambi(?:o|ada|ado) (?:a|por)|c'est|est|etait|devient|هو|هي)(?!\p{L})|'s (?=\d)|:(?!\/\/)|=>?|->| - |は|是|为|改成了?|改为|设为/iu;

/** A cell or a line further: only what could be nothing else counts there. */
export const BESIDE = /^[ "')]{0,3}[|\t\n][ "']{0,3}/;

/** Whose it is, in a few words: `for Netflix`, `of my bank card at home`, `(new)`. */
export const WHOSE =
  /^(?:['"]? ?|[ ']{1,2}(?:for|of|to|on|at|from|in|the|that|fur|furs|vom|von|zum|zur|der|des|am|im|an|auf|beim|del?|d'|du|des|para|pour|sur|حق|لل?\p{L}*)(?![a-z])[^\n;?!",]{0,60}|[ ']{1,2}\p{L}{2,16} ?|(?: \p{Script=Arabic}{1,16}){1,6} ?| ?\([^)\n]{0,40}\) ?)$/iu;

/** Before the value, beside the point. */
export const FILLER =
  /^[: ]{0,2}(?: ?(?:now|still|again|simply|just|always|actually|currently|spelled|the word|(?:four|five|six) words|jetzt|noch|immer noch|weiterhin|einfach|ahora|todavia|siempre|maintenant|toujours|encore|simplement|(?:the|die|la|le|el)(?= \d))(?!\p{L}):?){0,2} ?/iu;

/** The value first: `4711 is the PIN`, `hunter2 as my password`. */
export const SAID_FIRST =
  /(?:^|[\s":(])(?<value>[!-~]{3,64})"? ?(?:(?:is|was|=|ist|war|es|era|est|هو|هي|as|als|como|comme)(?: (?:my|your|our|his|her|their|the|a|(?:m|d|s)?eine?|ihre?|unsere?|die|das|der|la|el|mi|tu|su|le|ma|mon|votre|ton|son|notre))?(?: \p{L}{2,16}){0,2}|是我?的?|が|设为)["' ]{0,2}$/iu;

/** Words that hold sentences together, in four languages: no secret is made of them. */
export const JOINING_WORDS = wordsOf(
  `a an the my his her our your their its in on at under behind with without by from of for to not no now too between two three very quite
  so as same only also never always all any some one both where what who when how if that this there here and or but it
  he she they we you is are was were be has have had do does can must nicht kein keine noch schon immer nie auf im am
  unter bei mit ohne von zu der die das ein eine mein und oder aber sehr nur ist sind en de del la el los las un una muy
  mi su tu con sin o pero para por es esta dans sous du des le les une tres pas trop mon ma son sa avec sans et ou mais
  pour par est`,
);

/** What is said of a password without being it: how it is, and what became of it. */
export const SAID_OF_A_PASSWORD = wordsOf(
  `weak strong long short old new good bad safe unsafe secure insecure wrong right correct incorrect invalid valid empty
  missing known unknown secret hidden private public shared different similar identical important necessary optional fine
  ok okay gone lost easy hard simple complex complicated unique temporary permanent required needed available unavailable
  ready due out off up none null nothing something anything string text number boolean true false undefined
  case-sensitive forgotten written kept sent stolen chosen given taken shown broken pending
  schwach stark lang kurz alt neu gut schlecht sicher unsicher falsch richtig leer weg geheim bekannt unbekannt wichtig
  notig gleich anders einfach kompliziert abgelaufen
  ungultig gesperrt verschlusselt einfach debil fuerte invalida valida bloqueada cifrada largo larga corto corta viejo vieja nuevo nueva buena malo mala segura seguro secreta secreto incorrecta
  correcta importante necesaria obligatoria igual distinta diferente facil dificil vacia
  faible fort forte invalide valide bloque chiffre hache hashe requis exact longue court courte vieux vieille nouveau nouvelle bon bonne mauvais sur sure secrete faux necessaire
  obligatoire identique differente facile difficile vide perdu perdue oublie expire ecrit enregistre stocke change`,
);

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

/** Named beside passwords all the time, and none. */
export const NO_VALUE =
  /^(?:1password|bitwarden|keepass\w*|lastpass|dashlane|argon2\w*|bcrypt|scrypt|pbkdf2|\S{0,40}sha-?\d{1,3}\S{0,20}|md5|aes-?\d{0,3}|rsa-?\d{0,4}|wpa\d?|utf-?\d+|base\d\d|oauth2?|saml2?|fido2|u2f|2fa|mfa|totp|ed25519|x509|a4|covid-?19)(?:-\w{1,8})?$/i;

/** Digits before these are a count, not a code. */
export const UNIT =
  /^[ -]?(?:characters?|chars?|letters?|digits?|numbers?|signs?|words?|bits?|times?|attempts?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|percent|%|euros?|€|dollars?|zeichen|stellen|ziffern|buchstaben|worter|tagen?|wochen?|monaten?|jahren?|mal|caracteres?|digitos?|letras|dias|meses|anos|veces|caracteres|chiffres|lettres|jours|mois|ans|fois|文字|桁|回|日|か月|年|位|个|次|天|احرف|ارقام|ايام|يوم)/i;

const DIGIT_WORDS =
  'zero|oh|one|two|three|four|five|six|seven|eight|nine|null|eins|zwei|zwo|drei|vier|funf|sechs|sieben|acht|neun|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|un|deux|trois|quatre|cinq|sept|huit|neuf|صفر|واحد|اثنان|اثنين|ثلاثة|اربعة|خمسة|ستة|سبعة|ثمانية|تسعة';
const TENS =
  '(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|zehn|elf|zwolf|[a-z]{2,12}zehn|[a-z]{3,16}(?:zig|ssig)|diez|once|doce|(?:tre|cuar|cincu|ses|set|och|nov)enta|vingt|trente|quarante|cinquante|soixante';

/** Digits in words, at least three of them, or two numbers. */
export const SPOKEN_NUMBER = new RegExp(
  `^(?:(?:${DIGIT_WORDS})[ ,-]{1,2}(?:${DIGIT_WORDS})(?:[ ,-]{1,2}(?:${DIGIT_WORDS})|[.!]?$)|(?:${TENS})[ ,-]{1,2}(?:${TENS})|[〇零一二三四五六七八九幺]{4})(?![a-z])`,
  'i',
);
