import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'
import { taintRule } from './taintRule.ts'

const rule = taintRule

/** What no clean program does: these may be acted on. */
export const taintRules: readonly EngineRule[] = [
  malicious(
    rule.codeOfRequest,
    'bkdr.evalreq',
    'code_of_request',
    'Runs PHP code that comes with the request.',
  ),
  malicious(
    rule.codeOfRemote,
    'bkdr.evalremote',
    'code_of_remote',
    'Runs PHP code that it fetches from another machine.',
  ),
  malicious(
    rule.codeOfSelf,
    'bkdr.evalself',
    'code_of_self',
    'Decodes its own file and runs what comes out.',
  ),
  malicious(
    rule.codeOfHidden,
    'bkdr.evalstored',
    'code_of_hidden',
    'Decodes what is kept in the database or a cache and runs it.',
  ),
  malicious(
    rule.codeUnpacked,
    'bkdr.evaldec',
    'code_unpacked',
    'Runs PHP code that it carries in an encoded text.',
  ),
  malicious(
    rule.codeUndecodable,
    'bkdr.evalkey',
    'code_undecodable',
    'Decodes something and runs it as PHP code.',
  ),
  malicious(
    rule.codeOfPicture,
    'bkdr.evalpicture',
    'code_of_picture',
    'Runs PHP code that is kept in the data of a picture.',
  ),
  malicious(
    rule.codeEscaped,
    'bkdr.evalescape',
    'code_escaped',
    'Runs PHP code that is written so that nobody can read it.',
  ),
  malicious(
    rule.patternOfRequest,
    'bkdr.pregreq',
    'pattern_of_request',
    'Lets the request replace text by code of its own.',
  ),
  malicious(
    rule.commandOfRequest,
    'bkdr.cmdreq',
    'command_of_request',
    'Runs a system command that comes with the request.',
  ),
  malicious(
    rule.commandOfRemote,
    'bkdr.cmdremote',
    'command_of_remote',
    'Runs a system command that it fetches from another machine.',
  ),
  malicious(
    rule.commandHidden,
    'bkdr.cmddec',
    'command_hidden',
    'Runs a system command that it carries in an encoded text.',
  ),
  malicious(
    rule.commandDropper,
    'bkdr.cmddrop',
    'command_dropper',
    'Runs a command that fetches a program or opens a shell to another machine.',
  ),
  malicious(
    rule.preload,
    'bkdr.preload',
    'command_preload',
    'Has a library of its own loaded into every program that PHP starts.',
  ),
  malicious(
    rule.callOfRequest,
    'bkdr.callreq',
    'call_of_request',
    'Calls the function that the request names, with what the request brings.',
  ),
  malicious(
    rule.callDecodedOfRequest,
    'bkdr.calldecreq',
    'call_decoded_of_request',
    'Calls a function of a hidden name with what the request brings.',
  ),
  malicious(
    rule.callObfuscated,
    'bkdr.callhidden',
    'call_obfuscated',
    'Hides the name of the function that runs code or commands.',
  ),
  malicious(rule.callDecoded, 'bkdr.calldec', 'call_decoded', 'Calls a function whose name it decodes.'),
  malicious(
    rule.toolObfuscated,
    'bkdr.toolhidden',
    'tool_obfuscated',
    'Hides the name of a function that decodes, writes or connects.',
  ),
  malicious(
    rule.callbackOfRequest,
    'bkdr.cbreq',
    'callback_of_request',
    'Has a function called that the request names, with what the request brings.',
  ),
  malicious(
    rule.callbackRunsRequest,
    'bkdr.cbrun',
    'callback_runs_request',
    'Hands what the request brings to a callback that runs code or commands.',
  ),
  malicious(
    rule.callbackObfuscated,
    'bkdr.cbhidden',
    'callback_obfuscated',
    'Hides the name of a callback that runs code or commands.',
  ),
  malicious(
    rule.outputRunner,
    'bkdr.obrun',
    'output_runner',
    'Has its own output run as code or as a command.',
  ),
  malicious(
    rule.callbackRunsText,
    'bkdr.cbtext',
    'callback_runs_text',
    'Hands text to a callback that runs it as code.',
  ),
  malicious(rule.includeRemote, 'bkdr.incremote', 'include_remote', 'Runs a PHP file of another machine.'),
  malicious(
    rule.includeUpload,
    'bkdr.incupload',
    'include_upload',
    'Runs the file that the request uploads.',
  ),
  malicious(
    rule.includeEscaped,
    'bkdr.incescape',
    'include_escaped',
    'Runs a file whose name is written so that nobody can read it.',
  ),
  malicious(
    rule.includeData,
    'bkdr.incdata',
    'include_data',
    'Runs PHP code that stands in the address of an include.',
  ),
  malicious(
    rule.includeHiddenPicture,
    'bkdr.incpicture',
    'include_hidden_picture',
    'Runs a hidden file that pretends to be a picture.',
  ),
  malicious(
    rule.includeOfOneRequest,
    'bkdr.increq',
    'include_of_one_request',
    'Does nothing but run the file that the request names.',
  ),
  malicious(
    rule.includeWritten,
    'bkdr.incwritten',
    'include_written',
    'Writes what the request brings to a file and runs it.',
  ),
  malicious(
    rule.writeRemoteCode,
    'bkdr.dropremote',
    'write_remote_code',
    'Fetches a file from another machine and puts it there as PHP.',
  ),
  malicious(
    rule.writeUnpackedCode,
    'bkdr.dropdec',
    'write_unpacked_code',
    'Writes a PHP file that it carries in an encoded text.',
  ),
  malicious(
    rule.writeShell,
    'bkdr.dropshell',
    'write_shell',
    'Writes a PHP file that runs what a request brings.',
  ),
  malicious(
    rule.writeOfOneRequest,
    'bkdr.writereq',
    'write_of_one_request',
    'Does nothing but write files whose name and content the request brings.',
  ),
  malicious(
    rule.writeMarkup,
    'bkdr.injectmarkup',
    'write_markup',
    'Writes a script or frame of another machine into pages.',
  ),
  malicious(
    rule.writeLockOut,
    'bkdr.lockout',
    'write_lock_out',
    'Writes a configuration that lets nobody run PHP but itself.',
  ),
]

function malicious(number: number, name: string, identifier: string, summary: string): EngineRule {
  return engineRule({ type: 'INJ', rule: number, name: `php.${name}` }, `php_${identifier}`, summary)
}
