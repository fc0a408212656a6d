// What a text says when it speaks to the agent instead of a person: signs with weights, three are enough.
// Written for texts in lower case without Latin accents; see label.ts. Knows nothing else.

export interface Sign {
  readonly weight: number;
  readonly patterns: readonly RegExp[];
}

const RULES =
  '(?:instruction|direction|directive|rule|guideline|prompt|command|polic|restriction|constraint|context|programming|training|guardrail|safety)\\w*';
const EARLIER =
  '(?:all|any|every|previous|prior|earlier|above|preceding|existing|former|original|initial|your|the|these|those|system|other|safety|my|of|that|you(?: were| have been)? (?:given|told))';
const AGENT =
  '(?:ai|a\\.i\\.|assistant|agent|language model|llm|chatbot|bot|gpt|claude|copilot|gemini|sallyport|model|summari[sz]er|email helper)';
const SEND =
  '(?:send|forward|post|upload|e-?mail|exfiltrate|transmit|leak|submit|copy|append|include|attach|embed|put|encode|curl|fetch|visit|open|load|request|call|share|paste|report)';
const PRIVATE =
  '(?:password|passphrase|secret|credential|api[ _-]?key|private key|ssh key|id_rsa|token|\\.env|environment variable|cookies?|memor(?:y|ies)|conversations?|chat history|transcript|contacts?|system prompt|previous messages?|earlier messages?|the (?:notes|files?|contents?)|seed phrase|wallet)s?';

export const SIGNS: readonly Sign[] = [
  // Take back what the agent was told.
  {
    weight: 3,
    patterns: [
      new RegExp(
        `\\b(?:ignor|disregard|forget|overrid|overrul|bypass|skip|drop|discard|neglect|do not follow|don.t follow|stop following|pay no attention to|never ?mind)\\w* (?:\\w+ ){0,3}?${EARLIER}(?: \\w+){0,4}? ?${RULES}`,
      ),
      /\b(?:forget|ignore|disregard) (?:everything|anything|all|whatever)(?: that)?(?: was| you| is)? (?:you |were |was |have |been )*(?:told|said|above|before|instructed|know|written)/,
      /\b(?:ignor\w+|vergiss|missachte\w*|verwirf|uberschreib\w*)\b.{0,40}\b(?:anweisung|anleitung|regel|vorgabe|instruktion|befehl|prompt)/,
      /\b(?:ignor\w+|oubli\w+|neglig\w+|ne (?:tiens|tenez) (?:pas|plus) compte|fais abstraction|n.applique)\b.{0,50}\b(?:instruction|consigne|regle|directive|ordre)/,
      /\b(?:ignor\w+|olvid\w+|descart\w+|omite|haz caso omiso|no hagas caso|esquec\w+|desconsider\w+|dimentic\w+|trascur\w+|tralasci\w+)\b.{0,50}\b(?:instruc|istruzion|indicac|indicaz|reglas|regole|regras|orden|ordini|directric|direttiv)/,
      /\b(?:negeer|vergeet|ignoreer|ignorera|glom|ignorer|zignoruj|zapomnij|pomin|yok say|gormezden gel|unut)\b.{0,50}(?:instruc|aanwijzing|opdracht|regels|instrukt|anvisning|polecen|zasad|talimat|kural)|(?:talimat|kural)\w*.{0,30}(?:yok say|gormezden gel|unut)/,
      /(?:игнорир|проигнорир|забуд|не обращай|отмени)[\p{L}]*.{0,40}(?:инструкц|указани|правил|команд|ограничени)/u,
      /(?:忽略|无视|無視|忘记|忘掉|忘記|不要理会|不要遵守|跳过|覆盖).{0,16}(?:指令|指示|规则|規則|提示|命令|要求|设定)/u,
      /(?:指示|命令|ルール|規則|プロンプト|設定).{0,12}(?:無視|忘れ|従わな|破棄|上書き)|(?:無視|忘れ).{0,8}(?:指示|命令)/u,
      /(?:지시|명령|규칙|지침|프롬프트).{0,12}(?:무시|잊)/u,
      /(?:تجاهل|تجاهلي|انس|اهمل|أهمل|إنس).{0,30}(?:التعليمات|الأوامر|تعليمات|الاوامر|القواعد|التوجيهات)/u,
      /(?:निर्देश|आदेश|नियम)[\p{L}\p{M}]*.{0,24}(?:अनदेखा|नज़रअंदाज़|भूल|उपेक्षा)|(?:अनदेखा|भूल|नज़रअंदाज़).{0,24}(?:निर्देश|नियम)/u,
    ],
  },
  // The same the other way round, or by saying that it is over.
  {
    weight: 3,
    patterns: [
      new RegExp(
        `\\b${RULES} (?:\\w+ ){0,5}?(?:above|before|earlier|previously)\\b.{0,40}\\b(?:disregard|ignore|forget|bypass)\\w*`,
      ),
      new RegExp(
        `\\b${EARLIER} (?:\\w+ )?${RULES} (?:\\w+ ){0,2}?(?:void|suspended|lifted|cancel+ed|obsolete|no longer (?:appl\\w+|valid|in (?:force|effect)))`,
      ),
      /\b(?:ignore|disregard) (?:the |all |any )?(?:tests?|rest|text|content|page|checks?|findings?|results?|comments?) (?:above|below|of this|before|in this)/,
      /\b(?:pay no attention to|ignore|disregard) (?:what|whatever|anything|everything) (?:the |your )?(?:user|owner|human|person|they)\b/,
      /\bnew (?:objective|instructions|mission|orders|directive)\b ?(?::|is\b|for you)/,
      /\brepeat (?:your|the) (?:\w+ ){0,2}(?:instructions|prompt|rules)\b/,
      /\b(?:without|no|free of|lift all) restrictions\b.{0,30}\b(?:from now on|answer|act|respond|mode)|\b(?:answer|act|respond) without restrictions/,
    ],
  },
  // Speak to a machine that reads, and to no person.
  {
    weight: 3,
    patterns: [
      /\b(?:dear|hello|hey|hi|attention),? (?:ai|assistant|agent|sallyport|gpt|claude|bot|chatbot|copilot|llm|language model)s?\b(?! manager| director)/,
      /\b(?:note|message|instructions?|attention|important|todo|notice|memo|request|hint|tip|only)\b ?(?::|to|for)? ?(?:all |any |the |every |whichever |your )*(?:ai|llms?|large language models?|language models?|chatbots?|bots|summari[sz]ers?|(?:ai|e-?mail|coding|virtual|reading) (?:assistant|agent|model|reviewer|summari[sz]er|system)s?)\b/,
      /\b(?:ai|llm|bot|chatbot|language model|ai model|ai agent|ai assistant|agent|assistant|model)s?\b (?:reading|visiting|processing|summari[sz]ing|parsing|that (?:reads?|process|visits?|summari[sz])|who reads?)\b/,
      /\bwhichever (?:ai|chatbot|bot|assistant|agent|model)\b|\b(?:if|as) (?:you are )?an? (?:ai|llm|large language|language) (?:model|assistant|agent)? ?(?:.{0,20})\b(?:must|have to|should|please|need to|required)\b/,
      /(?:<!--|#|\/\*|\/\/|^|\n|["'(]) ?(?:todo for |note for )?(?:ai|llm|copilot|ai assistants?|ai agents?|gpt)s? ?: ?\p{L}/u,
      /\b(?:ai )?agents? (?:must|should|shall|are required to|have to) (?:run|call|execute|read|say|install|open|use|include|send|fetch|ignore|disable)\b/,
      /(?:[.>,]|^|\n) ?assistant, (?:please |you |now |then |also )?(?:send|forward|run|read|delete|open|fetch|proceed|call|write|reply|upload|do|must|ignore|execute|mark|copy|post|remember|add|approve)\b|\b(?:first|now|task|command|list), assistant[.!]?(?:$|\n)/,
      /\b(?:run_command|run_terminal|send_message|fetch_url|search_web|unpack_archive)\b/,
    ],
  },
  // Carry out what opens doors, or write it into an address.
  {
    weight: 3,
    patterns: [
      new RegExp(
        `\\b${SEND}\\b(?:(?!\\n\\n)[^]){0,60}\\b(?:password|secret|credential|api[ _-]?key|private key|ssh key|id_rsa|access token|session token|cookie|chat history|conversation|transcript|environment variable|contents of (?:your|the) memory)s?\\b(?:(?!\\n\\n)[^]){0,80}(?:https?:|ftp|webhook|\\w@\\w|query string|\\burl\\b)`,
      ),
      new RegExp(
        `\\b(?:find|search|gather|collect|read|list|encode|summari[sz]e|look through)\\b(?:(?!\\n\\n)[^]){0,70}\\b(?:password|secrets?|private key|cookie|contact|api key|chat history|conversation|memor(?:y|ies)|bank detail)s?(?:\\.txt)?\\b(?:(?!\\n\\n)[^]){0,60}\\b(?:${SEND.slice(3, -1)})\\b`,
      ),
      /https?:\/\/[^\s]*(?:<[^>]{0,40}(?:key|secret|token|password|notes|memor)|\$\(|\$\{)|<(?:secret|token|key|password)>\.[a-z]/,
      /\bid_rsa\b.{0,60}\b(?:to|at|in|as|pass|upload|include)\b|\b(?:upload|send|include|read|pass)\b.{0,30}\bid_rsa\b/,
      /\bcurl\b[^\n]*(?:\.env|\| ?(?:ba|z)?sh\b|\$\()/,
    ],
  },
  // Touch what holds it.
  {
    weight: 3,
    patterns: [
      /\b(?:approve|accept|confirm) (?:the |this |every |all )*pairing|\b(?:add|put) \S+ (?:to|on|into) (?:the |your )*(?:allow ?list|trusted (?:senders|hosts|contacts))\b/,
      /\b(?:sandbox|approvals?|confirmations?) (?:is |are )?(?:disabled|turned off|switched off|off)\b|\b(?:turn|switch) off (?:the )?(?:approvals?|sandbox)|\bset (?:the |your )?policy\b/,
      /\b(?:remember|note|store|save)\b.{0,30}\b(?:for|in) (?:all|every|any) (?:future|later)\b|\bin every future (?:reply|answer|response|conversation)/,
      /\bgit[/\\]hooks\b.{0,60}\b(?:post|send|upload|curl|run)/,
    ],
  },
  // Speak of its owner.
  { weight: 2, patterns: [/\byour (?:owner|human|master|operator|principal)(?:'s|’s)?\b/] },
  // Put on the clothes of the conversation itself.
  {
    weight: 3,
    patterns: [
      /<\|?(?:im_start|im_end|system|endoftext|start_header_id|user|assistant)\|?>|\[\/?inst\]|<<sys>>|<\/?(?:system|assistant|instructions?|tool_call|function_call|user_query|important_instructions)>/,
      /(?:^|\n)[ \t>*#/-]*(?:\[|\()?(?:system|assistant|developer|admin|root)(?: ?(?:message|prompt|note|override|notice|instruction|update)s?)?(?:\]|\))?\*{0,2}(?:: ?\S| ?#+ ?\n)/,
      /(?:^|\n)[ \t>#*=-]*(?:new |updated |begin |end |start of |end of |real |actual |hidden )+(?:system |user |developer |task |agent )*(?:instruction|prompt|directive|task|message)s?\b[ \t=*#-]*(?::|\n|$)/,
      /"role" ?: ?"(?:system|assistant|developer|tool)"/,
      /\b(?:reveal|print|repeat|show|output|disclose|tell me|display|recite)\b (?:\w+ ){0,3}?(?:system prompt|initial prompt|(?:your|the) (?:hidden |exact |full |original |secret )?(?:prompt|instructions))/,
    ],
  },
  // Speak to it by name.
  {
    weight: 2,
    patterns: [
      new RegExp(
        `\\b(?:attention|dear|hello|hey|hi|note|notice|message|memo|instructions?|reminder|important|warning|directive|task|request|todo)\\b[,:]? ?(?:\\w+ ){0,3}?(?:to|for|:|,)? ?(?:all |any |the |every |your |whichever |whatever )*(?:\\w+ ){0,2}?${AGENT}s?\\b`,
      ),
      new RegExp(
        `\\b(?:if|when|whenever|since|because|as) (?:you(?:.re| are)|an?|the|any|this is read by|read by|processed by|summari[sz]ed by)(?: an?| the)?(?: \\w+){0,2}? ${AGENT}\\b`,
      ),
      new RegExp(`(?:^|\\n)[ \\t>*#@/-]*(?:\\w+ )?${AGENT}s? ?[,:] `),
      new RegExp(
        `\\b${AGENT}s?\\b(?: \\w+){0,4}? (?:must|should|shall|is required to|are required to|needs? to|has to|have to|please)\\b`,
      ),
      /\b(?:ki|ia|sprachmodell|assistent\w*|asistente|assistant|assistente|agente)\b.{0,30}(?:muss|musst|soll|sollst|dois|devez|doit|debes|debe|deve|devi|moet|:|,)/,
      /(?:人工智能|ai ?助手|智能助手|助手|大模型|アシスタント|エージェント|어시스턴트|에이전트|ассистент|нейросет|помощник|ии[- ]|المساعد|الذكاء|सहायक|एआई|asistan)/u,
    ],
  },
  // Keep it from the owner.
  {
    weight: 2,
    patterns: [
      /\b(?:do not|don.t|never|without|no need to|avoid|refrain from|instead of) (?:\w+ ){0,3}?(?:tell|inform|mention|notify|alert|show|reveal|ask|warn|display|telling|informing|mentioning|notifying|asking|alerting|showing|warning|disclos\w+)(?:ing)?\b.{0,40}\b(?:user|owner|human|person|anyone|them|him|her|this|it|permission|confirmation|approval)\b/,
      /\b(?:silently|secretly|quietly|covertly|in the background|behind the scenes|without (?:any )?(?:confirmation|approval|permission|consent|comment)|keep (?:this|it) (?:hidden|secret|between us|confidential from))\b/,
      /\b(?:ohne (?:ruckfrage|nachfrage|zu fragen|dem nutzer)|sag (?:dem|niemand)\w*|verrate|sans (?:demander|prevenir|en parler|le dire|rien dire)|sin (?:preguntar|avisar|decir|pedir)|no (?:le )?(?:digas|menciones|informes)|sem (?:perguntar|avisar|dizer)|nao (?:diga|conte|mencione)|senza (?:chiedere|avvisare|dire)|non (?:dire|menzionare)|zonder (?:te vragen|iets te zeggen)|bez pytania|nie mow)\b/,
      /(?:不要告诉|别告诉|不要提|不要通知|无需确认|无需询问|悄悄|不用问|(?:言わ|伝え|知らせ|報告し|聞か|確認せ)(?:ないで|ず)|内緒|알리지|말하지|묻지|не (?:говори|сообщай|упоминай|спрашивай)|втайне|без (?:подтвержд|спроса|ведома)|тайно|لا تخبر|دون (?:إخبار|سؤال|علم)|मत बता|बिना पूछे|बताए बिना|soylemeden|sormadan|haber verme)/u,
    ],
  },
  // Carry something out.
  {
    weight: 2,
    patterns: [
      new RegExp(
        `\\b${SEND}\\b(?:(?!\\n\\n)[^]){0,80}\\b${PRIVATE}\\b(?:(?!\\n\\n)[^]){0,80}(?:https?:|www\\.|\\bto\\b|@|\\binto\\b|\\bas\\b|\\bin the\\b|\\bvia\\b)`,
      ),
      new RegExp(
        `\\b(?:read|cat|collect|gather|find|list|extract|search|recall|look up)\\b(?:(?!\\n\\n)[^]){0,80}\\b(?:and|then|,)\\b(?:(?!\\n\\n)[^]){0,30}\\b${SEND}\\b`,
      ),
      /(?:schick|sende|envoi|envoy|envia|mand|stuur|wyslij|отправ|перешл|gonder|发送|发给|发到|转发|上传|送信|送って|転送|보내|전송|أرسل|ارسل|भेज)[\p{L}\p{M}]*.{0,60}(?:passw|contrase|mot de passe|senha|wachtwoord|hasl|парол|ключ|sifre|密码|密钥|口令|パスワード|鍵|비밀|암호|키|كلمة|المفتاح|पासवर्ड|कुंजी|token|secret|schlussel|clave|cle |chiave|https?:|@)/u,
      /(?:密码|密钥|口令|パスワード|秘密鍵|비밀번호|암호|पासवर्ड|sifre\p{L}*|парол\p{L}*).{0,40}(?:发送|发给|发到|上传|送信|送って|転送|보내|전송|भेज|gonder|отправ)/u,
    ],
  },
  // Claim that it is allowed.
  {
    weight: 2,
    patterns: [
      /\b(?:owner|user|administrator|admin|developer|security team|anthropic|openai|it department|management)\b (?:has |have |had |already |hereby |explicitly )*(?:approved?|authori[sz]ed?|allowed|granted|permitted|consented|confirmed|agreed|signed off|wants you|asks you|instructs you|says)\b/,
      /\b(?:pre-?approved|you are (?:now |hereby |fully )*(?:authori[sz]ed|allowed|permitted|free|unrestricted|in (?:developer|debug|maintenance|admin|god|test) mode|dan\b)|admin override|developer mode|debug mode|maintenance mode|jailbreak|no restrictions|unrestricted mode|approval is not (?:needed|required)|no (?:approval|confirmation) (?:is )?(?:needed|required|necessary))\b/,
      /(?:已授权|已批准|已经同意|开发者模式|開発者モード|承認済み|許可され|승인|개발자 모드|разрешил|одобр|режим разработчика|وافق|سمح|अनुमति|genehmigt|autorise|autorizado|autorizzato|onayla)/u,
    ],
  },
  // Name its tools, or the settings that hold it.
  {
    weight: 2,
    patterns: [
      /\b(?:run_command|run_terminal|send_message|fetch_url|search_web|read_file|write_file|edit_file|list_files|unpack_archive|remember|recall|download)\b ?(?:tool|function|\(|with|on|to|:|\{)/,
      /\b(?:use|call|invoke|execute|trigger|run) (?:the |your |an? )(?:\w+[ _-]){0,3}?(?:tool|function|shell|terminal|command|api|plugin|browser|memory)\b/,
      /\b(?:change|set|switch|disable|turn off|edit|relax|update|add) (?:\w+ ){0,4}?(?:policy|sandbox|approvals?|allow ?list|preset|pairing|rule|trusted (?:senders?|hosts?|contacts?))\b/,
      /\b(?:curl|wget) (?:-\S+ )*\S*https?:|\brm -rf\b|\| ?(?:ba|z)?sh\b|base64 -d|\bchmod \+x|authorized_keys|\.bashrc|crontab/,
      /!\[[^\]]*\]\(https?:[^)]*[?=]/,
    ],
  },
  // Give it orders for later.
  {
    weight: 1,
    patterns: [
      /\b(?:you must|you will now|you are now|from now on|your (?:new|real|next|first|only) (?:task|job|goal|role|instruction)|henceforth|before (?:you )?(?:do anything|answering|responding|continuing|summari[sz]ing)|in (?:all|every|any) (?:future|later|your) (?:conversation|answer|repl|response)\w*|always (?:remember|answer|reply|respond|recommend|include|append|start|end)|remember (?:that|this)|your (?:next )?(?:answer|reply|response|output) (?:must|should|has to))\b/,
      /\b(?:ab jetzt|von nun an|desormais|a partir de (?:maintenant|ahora|agora)|de ahora en adelante|d.ora in poi|da questo momento|vanaf nu|od teraz|bundan sonra|du musst|tu dois|vous devez|debes|devi)\b/,
      /(?:从现在起|从现在开始|今后|你必须|これから|今後は|必ず|지금부터|앞으로|반드시|с этого момента|отныне|ты должен|من الآن|يجب عليك|अब से|तुम्हें|आपको)/u,
      /\b(?:decode|base64|rot13|follow|execute|obey|comply with) (?:\w+ ){0,4}?(?:instruction|below|following|string|text|message|payload|steps|this)/,
      /[a-z0-9+/]{60,}={0,2}/,
    ],
  },
];
