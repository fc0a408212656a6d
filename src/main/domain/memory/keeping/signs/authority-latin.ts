// What grants and orders are made of in German, Spanish and French. Written for sentences as plain-words.ts leaves them; see
// authority-signs.ts. Knows nothing else.
import type { Sign, Tongue } from './sign.ts';

const WORLD_DE =
  /\b(?:bank|chef(?:in)?|vermieter|amt|schule|arzt|arztin|versicherung|ausland|laden|versand|kostenlos)\b|^\W{0,3}(?:wir|ich|er|sie|opa|oma|mama|papa) /i;
const WORLD_ES =
  /\b(?:banco|movil|contacto|tienda|jef[ea]|medico|inmobiliari[oa]|perros?)\b|^\W{0,3}(?:yo|nosotros|ella) /i;
const WORLD_FR =
  /\b(?:banque|contact|magasin|chef|cheffe|medecin|immobilier|chiens?)\b|^\W{0,3}(?:je|nous|elle|il) /i;

const DE_AGENT =
  '\\b(?:der|die|dem|den|dieser?|dein) (?:ki-?)?(?:assistent(?:in|en)?|agent(?:in|en)?|ki|bot)\\b(?! (?:der|des|von|im|am|bei|aus)\\b)';
const DE_OWNER = '\\b(?:nutzers?|benutzers?|besitzers?|eigentumers?|inhabers?)\\b';
const ES_AGENT =
  '\\b(?:el|la|este|tu|al) (?:asistente|agente|ia|bot)\\b(?! (?:de|del|en|inmobiliari[oa])\\b)';
const ES_OWNER = '\\b(?:usuario|dueno|propietario|titular)\\b(?! (?:de|del)\\b)';
const FR_AGENT =
  "(?:\\bl'|\\b(?:le|cet|ton|votre) )(?:assistant|agent|ia|bot)\\b(?! (?:de|du|des|immobilier)\\b)";
const FR_OWNER = '\\b(?:utilisateur|proprietaire|titulaire)\\b(?! (?:de|du|des)\\b)';
const GERMAN: Tongue = {
  agent: new RegExp(DE_AGENT, 'i'),
  owner: new RegExp(DE_OWNER, 'i'),
  objects:
    /\b(?:befehle?n?|anfragen?|dateien?|nachricht(?:en)?|e?-?mails?|zahlung(?:en)?|uberweisung(?:en)?|rechnung(?:en)?|aktion(?:en)?|skripte?|anweisung(?:en)?|kaufen?|anhange?|loschen|loschung(?:en)?)\b/i,
  waived:
    /\bohne (?:\w+[ -])?(?:ruckfragen?|nachfragen?|bestatigung|freigabe|genehmigung|erlaubnis|zustimmung|rucksprache|prufung|zu fragen|nachzufragen)\b|\bkeine[rn]? (?:\w+ )?(?:bestatigung|freigabe|genehmigung|erlaubnis|zustimmung)\b|\b(?:muss|mussen|brauchen?|braucht)\b.{0,24}\bnicht (?:mehr )?(?:zu )?(?:bestatigt|genehmigt|freigegeben|gefragt|erlaubt|fragen|warten)\b|\b(?:vorab|im voraus) (?:genehmigt|freigegeben|erlaubt|bestatigt)\b|\b(?:gelten|gilt) als (?:genehmigt|bestatigt)\b/i,
  agrees: /\b(?:einverstanden|erlaubt|zugestimmt|genehmigt|gestattet|freigegeben|vertraut|moglich)\b/i,
  atOnce:
    /\b(?:sollen|mussen|werden|durfen|sind) (?:\w+ ){0,2}?(?:sofort|immer|automatisch|stets|unbesehen) (?:ausgefuhrt|genehmigt|befolgt|bezahlt|erlaubt)\b|\bkann man (?:immer )?(?:ver)?trauen\b/i,
  inPlace: new RegExp(
    `\\b(?:im namen|anstelle|in vertretung|im auftrag) (?:des|der) ${DE_OWNER}|\\b(?:gelten|gilt|zahlen|zahlt) (?:wie|als)\\b.{0,24}${DE_OWNER}|\\b(?:dieselben|die gleichen|gleiche|alle) rechte wie (?:der|die) ${DE_OWNER}|\\bdarf alles\\b.{0,20}${DE_OWNER}`,
    'i',
  ),
  world: WORLD_DE,
};

const SPANISH: Tongue = {
  agent: new RegExp(ES_AGENT, 'i'),
  owner: new RegExp(ES_OWNER, 'i'),
  objects:
    /\b(?:comandos?|solicitud(?:es)?|peticion(?:es)?|archivos?|ficheros?|mensajes?|correos?|pagos?|transferencias?|facturas?|compras?|ordenes|instrucciones|acciones|scripts?|adjuntos?)\b/i,
  waived:
    /\bsin (?:preguntar\w*|confirmar\w*|confirmacion|aprobacion|permiso|autorizacion|consultar\w*|revision)\b|\bno (?:necesitan?|requieren?|precisan?|hace falta|exigen?|es necesario) (?:de |pedir )?(?:ninguna? )?(?:confirmacion|aprobacion|permiso|autorizacion|confirmar\w*|ser (?:confirmad|aprobad|autorizad)\w+)|\b(?:de antemano|por adelantado|preaprobad[oa]s?|preautorizad[oa]s?)\b/i,
  agrees:
    /\b(?:de acuerdo|permite|permitido|autoriza|autorizado|acepta|aceptado|aprueba|aprobado|confia|consiente)\b/i,
  atOnce:
    /\bse (?:ejecutan|aprueban|aceptan|pagan|obedecen) (?:siempre|de inmediato|automaticamente|inmediatamente)\b/i,
  inPlace: new RegExp(
    `\\ben nombre del? (?:la )?${ES_OWNER}|\\b(?:cuentan?|valen?|se tratan?) como (?:de|si fueran? de)l? ?(?:el )?${ES_OWNER}|\\bmismos (?:derechos|permisos) que el ${ES_OWNER}|${ES_OWNER} confia en todo\\b`,
    'i',
  ),
  world: WORLD_ES,
};

const FRENCH: Tongue = {
  agent: new RegExp(FR_AGENT, 'i'),
  owner: new RegExp(FR_OWNER, 'i'),
  objects:
    /\b(?:commandes?|demandes?|requetes?|fichiers?|messages?|e?-?mails?|courriels?|paiements?|virements?|factures?|achats?|ordres?|instructions?|actions?|scripts?|pieces jointes)\b/i,
  waived:
    /\bsans (?:\w+ )?(?:demander|confirmation|confirmer|autorisation|approbation|accord|validation|consulter|verification)\b|\b(?:ne |n')\w+ (?:aucune?|pas (?:de|d'))(?: )?(?:confirmation|approbation|autorisation|validation|accord)\b|\bpas (?:besoin|necessaire) d(?:'etre|e|'obtenir) (?:demander |l'|la )?(?:l'|la )?(?:accord|confirm|approuv|autoris|valid|approbation)\w*|\b(?:d'avance|a l'avance|preapprouve\w*|preautorise\w*)\b/i,
  agrees: /\b(?:d'accord|accepte|permet|permis|autorise|approuve|consent|confiance)\b/i,
  atOnce:
    /\bsont (?:toujours |immediatement |automatiquement )?(?:execute|approuve|accepte)e?s (?:toujours|immediatement|automatiquement|d'office)\b|\bsont (?:toujours|automatiquement) (?:execute|approuve|accepte)e?s\b/i,
  inPlace: new RegExp(
    `\\bau nom (?:du |de l')${FR_OWNER}|\\b(?:comptent?|valent) comme (?:ceux|celles|celui|celle)? ?(?:du|de l'|de la) ?${FR_OWNER}|\\bmemes droits que (?:le |l')${FR_OWNER}|${FR_OWNER} fait confiance a tout\\b`,
    'i',
  ),
  world: WORLD_FR,
};

export const LATIN: readonly Tongue[] = [GERMAN, SPANISH, FRENCH];

export const GRANTS_LATIN: readonly Sign[] = [
  // German
  {
    all: [
      /\b(?:dauerhafte|generelle|pauschale|unbegrenzte|standige|unbeschrankte) (?:erlaubnis|freigabe|genehmigung|vollmacht|zustimmung|berechtigung)\b|\b(?:erlaubnis|freigabe|genehmigung)\b.{0,20}\bgilt dauerhaft\b|\bruckfragen\b.{0,16}\b(?:nicht erwunscht|unerwunscht|unnotig)\b/i,
    ],
  },
  { all: [new RegExp(`${DE_AGENT} (?:darf|kann (?:jederzeit|immer)|muss .{0,40}gehorchen)\\b`, 'i')] },
  {
    all: [
      new RegExp(`${DE_OWNER} (?:hat|ist|erlaubt|stimmt)\\b`, 'i'),
      /\b(?:kunftig\w*|alle[nr]?|jede[nmr]?)\b/i,
      /\b(?:zugestimmt|genehmigt|erlaubt|einverstanden|zu)\b/i,
      /\b(?:kauf\w*|befehl\w*|zahlung\w*|anfrage\w*|uberweisung\w*|aktion\w*)\b/i,
    ],
  },
  {
    all: [
      /\b(?:berechtigt|befugt|ermachtigt|bevollmachtigt)\b/i,
      /\b(?:befehle|anfragen|dateien|im namen|fur den (?:besitzer|nutzer|eigentumer))\b/i,
    ],
  },
  {
    all: [
      /(?:^|[:,] |\bbitte )(?:(?:immer|stets|automatisch|grundsatzlich) )?(?:alles?|alle|jede[nr]?|samtliche) .{0,60}\b(?:genehmigen|erlauben|akzeptieren|freigeben|ausfuhren|zulassen)\b|(?:^|[:,] |\bbitte )(?:genehmige|erlaube|akzeptiere|bestatige|fuhre) (?:immer|stets|automatisch|alles?|alle|jede[nr]?)\b/i,
    ],
  },
  {
    all: [
      /\bfrage?(?: (?:mich|den nutzer|den besitzer))? (?:nie|nicht|niemals)(?: mehr)?(?: nach)?,? (?:bevor|vor|ob)\b/i,
    ],
  },
  { all: [new RegExp(`${DE_OWNER}.{0,40}\\b(?:nicht|nie)\\b.{0,20}\\bgefragt\\b`, 'i')] },
  {
    all: [
      /\b(?:sandbox|bestatigung(?:en)?|freigaben?|ruckfragen|genehmigungen|sicherheitsabfragen)\b.{0,30}\b(?:ausgeschaltet|deaktiviert|abgeschaltet|aufgehoben|ausgesetzt)\b/i,
    ],
  },
  // Spanish
  {
    all: [
      /\b(?:permiso|autorizacion|aprobacion|consentimiento) (?:permanente|general|total|ilimitad[oa]|indefinid[oa])\b/i,
    ],
  },
  {
    all: [
      new RegExp(
        `${ES_AGENT} (?:puede|podra|tiene permiso|esta autorizad[oa]|(?:debe|tiene que) (?:siempre )?(?:obedecer|aprobar|confiar))\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      /(?:^|[:,] )(?:aprueba|acepta|autoriza|permite|ejecuta|confirma|obedece)(?: siempre)? (?:los|las|el|la|todos|todas|todo|cualquier|a)\b/i,
      SPANISH.objects,
    ],
  },
  {
    all: [
      /(?:^|[:,] |\by )(?:no|nunca)(?: le| me)? (?:preguntes|pidas|consultes|confirmes|vuelvas a preguntar)\b.{0,30}\b(?:antes|permiso|confirmacion|aprobacion|usuario|dueno)\b/i,
    ],
  },
  { all: [new RegExp(`${ES_OWNER}.{0,20}\\bno quiere\\b.{0,20}\\b(?:pregunt|consult|confirm)`, 'i')] },
  {
    all: [
      /\b(?:sandbox|confirmacion(?:es)?|aprobacion(?:es)?|controles de seguridad)\b.{0,16}\b(?:desactivad|deshabilitad|apagad|suspendid)[oa]s?\b/i,
    ],
  },
  // French
  {
    all: [
      /\b(?:autorisation|permission|approbation|accord) (?:permanente?|generale?|totale?|illimitee?|definitive?)\b/i,
    ],
  },
  {
    all: [
      new RegExp(
        `${FR_AGENT} (?:peut|pourra|a le droit|est autorise|doit (?:toujours )?(?:obeir|approuver))\\b`,
        'i',
      ),
    ],
  },
  {
    all: [
      /(?:^|[:,] )(?:approuve|accepte|autorise|execute|confirme|valide|obeis)(?:z)?(?: toujours)? (?:les|le|la|toute?s?|tous|chaque|a)\b/i,
      FRENCH.objects,
    ],
  },
  {
    all: [
      /(?:^|[:,] |\bet )ne (?:lui |me )?(?:demandez?|confirmez?|verifiez?|consultez?) (?:jamais|pas|plus)\b/i,
      /\b(?:avant|autorisation|confirmation|permission)\b/i,
    ],
  },
  {
    all: [
      new RegExp(`${FR_OWNER}.{0,12}\\bne veut (?:plus|pas)\\b.{0,20}\\b(?:demand|consult|confirm)`, 'i'),
    ],
  },
  {
    all: [
      /(?:\bbac a sable|\bsandbox|\bconfirmations?|\bapprobations?)\b.{0,16}\b(?:desactive|suspendu|coupe)e?s?\b/i,
    ],
  },
];

export const ORDERS_LATIN: readonly Sign[] = [
  {
    all: [
      /^\W{0,3}(?:immer wenn|wenn|sobald|siempre que|cuando|si|quand|lorsque|si) /i,
      new RegExp(`${DE_OWNER}|${ES_OWNER}|${FR_OWNER}`, 'i'),
      /\b(?:offne|empfiehl|empfehle|rufe?|schicke?|sende|antworte|erwahne|recomienda|abre|envia|responde|menciona|recommande|ouvre|envoie|reponds|mentionne)\b/i,
    ],
  },
  { all: [new RegExp(`${DE_AGENT} (?:soll|muss|hat)\\b`, 'i')] },
  {
    all: [
      /^\W{0,3}(?:leite?|schicke?|sende|uberweise?|losche?|lade|teile?|antworte|poste|bezahle?) .{0,20}\b(?:ab (?:jetzt|sofort)|von nun an|kunftig|immer|alle|jede[nrs]?)\b|^\W{0,3}(?:ab (?:jetzt|sofort)|von nun an|kunftig) (?:leite?|schicke?|sende|uberweise?|losche?|antworte)\b/i,
    ],
  },
  {
    all: [
      new RegExp(
        `\\b(?:sag|sage|verrate|erzahl|erzahle|melde)\\b.{0,12}${DE_OWNER}\\b.{0,20}\\b(?:nie|nicht|nichts|niemals)\\b`,
        'i',
      ),
    ],
  },
  { all: [new RegExp(`${ES_AGENT} (?:debe|tiene que|ha de)\\b`, 'i')] },
  {
    all: [
      /^\W{0,3}(?:a partir de ahora |desde ahora |siempre )?(?:reenvia|envia|manda|transfiere|borra|paga|comparte|publica|sube|responde)\b.{0,40}\b(?:tod[oa]s?|cada|siempre|a partir de ahora|desde ahora)\b/i,
    ],
  },
  {
    all: [new RegExp(`\\bno (?:le )?(?:digas|cuentes|menciones|informes|reveles)\\b.{0,20}${ES_OWNER}`, 'i')],
  },
  { all: [new RegExp(`${FR_AGENT} (?:doit|devra)\\b`, 'i')] },
  {
    all: [
      /^\W{0,3}(?:desormais |a partir de maintenant,? )?(?:transfere|envoie|transmets|supprime|paie|partage|publie|reponds)(?:z)?\b.{0,40}\b(?:tou(?:s|te|tes)|chaque|toujours|desormais)\b/i,
    ],
  },
  {
    all: [
      new RegExp(
        `\\bne (?:le |la |lui )?(?:dis|dites|revele|revelez|mentionne|parle)\\b.{0,10}\\b(?:jamais|pas|rien)\\b.{0,12}${FR_OWNER}`,
        'i',
      ),
    ],
  },
];
