/** Limits of cleaning and acting; a part of limits.ts. Bytes unless the name says otherwise. */
import { hashedBytesMax, judgedWholeBytesMax } from './limits.ts'

const MiB = 1024 * 1024

// --- cleaning
/** Lines of each side between the first and the last change that are compared for a merge. */
export const cleanLinesMax = 50_000
/** Comparisons of one such merge, about 0.5 s: it shares the time that one content has in the reader. */
export const cleanStepsMax = 20_000_000
/** Changes that may be taken out of one content; more is no injection but another file. */
export const cleanCutsMax = 1024
/** Nodes that one cut looks at, about a second: what 50,000 statements need when each is looked at for each of their names. */
export const cutStepsMax = 5_000_000
/** A content is cut, judged and cut again at most this often: what then is still found comes back by itself. */
export const cutPassesMax = 3
/** What a cut leaves of a file that seemed malicious as a whole is a program with this many tokens: two short statements. */
export const programTokensMin = 8
/** And with this share of the tokens that the file had: what stays was judged clean, and a good file is not to be emptied. */
export const programShareMin = 0.2
/** A longer line is minified code: what else was replaced in it has nothing to do with a finding there. */
export const replacedLineBytesMax = 1000

// --- acting
/** A run may always change this many files of a root, however few the root has. */
export const safeFilesMin = 10
/** And beyond that this share of them: more is a mass infection or a wrong rule, and a person has to look. */
export const safeRootShare = 0.05
/** Operations look back this far when a run is counted against safety.maxFiles. */
export const safetyWindowMs = 24 * 3_600_000
/** Content that a path has held for longer is not changed because a new rule hits it (malware.actOnOldContent). */
export const oldContentMs = 30 * 24 * 3_600_000
/** Paths in the record of one scan after operations; a larger run is scanned in parts. */
export const rescanPathsMax = 1000
/** Files of a plan that come with a diff: more than anybody reads, and each is read twice from the store. */
export const planDiffsMax = 200

// --- rules of others
/** Publishers of rules, their packs, and the list that names them. */
export const ruleOriginsMax = 16
export const packsOfOriginMax = 64
export const ruleManifestBytesMax = 256 * 1024
/** A manifest of more than this in the future is refused: it would look fresh for as long. */
export const ruleClockAheadMs = 24 * 3_600_000
/** Rules that were made before this need attention: a copy of the publisher's files may stand still. */
export const ruleAgeMs = 7 * 24 * 3_600_000
/** A rule that hits content which this many accounts have had for so long is more likely wrong than all of them. */
export const trialAccountsMin = 3
export const trialAgeMs = 30 * 24 * 3_600_000
/** Files that a person gives to try rules on, and what all of them together may hold. */
export const fixturesMax = 1000
export const fixturesBytesMax = 64 * MiB
/** Files with hit contents that are looked at for that; the history of each is read, some 1 ms. */
export const trialPlacesMax = 5000

// --- vault
/** Operations that share each barrier: more gain little, and a crash leaves that many to be finished. */
export const operationGroupMax = 64
/** Bytes of originals and new contents that one group holds in memory; a single larger file is a group of its own. */
export const operationGroupBytes = 32 * MiB
/** Earlier operations of one path whose modification times a new one avoids, newest first. */
export const pathTimesMax = 64
/** Undoings of undoings that may follow each other, and are followed to the operation that began it. */
export const undoChainMax = 1000
/** Staged files that one recovery looks at: a run leaves two for each operation of a group. */
export const stagedFilesMax = 10_000
/** Operations at one path that are looked through for the one to undo. */
export const pathOperationsMax = 1000
/** Earlier contents of one path that are judged in search of a clean one; almost always it is the first. */
export const cleanHistoryTriedMax = 16
/** Releases, and contents of other accounts, that are compared with one infected content. */
export const cleanBasesMax = 4
/** Accounts that must have the very same content before it counts as the clean version of their neighbour's. */
export const peerAccountsMin = 3
/** Places looked at for the same file on other accounts, some 10,000 index reads of 20 us. */
export const peerPlacesMax = 10_000
/** Other files of a release that are compared with a site to see whether it is that release. */
export const releaseSampleMax = 200
/** Share of them that must be the same: a neighbouring release shares nearly all files, so the content decides. */
export const releaseShareMin = 0.9
/** A release: its files, one of them, and all together. The largest content management systems have half of that. */
export const releaseFilesMax = 50_000
export const releaseEntryBytesMax = judgedWholeBytesMax
export const releaseBytesMax = 512 * MiB
/** The archive itself has to fit into one message to the reader. */
export const releaseArchiveBytesMax = 48 * MiB
/** Bytes per packed byte: text packs 4 times, a bomb a thousand times. */
export const releaseRatioMax = 200
/** Unpacked bytes of a release in one answer of the reader, before packing. */
export const releasePieceBytes = 16 * MiB
/** Names under which one content is known good; the same licence file is in every release. */
export const knownGoodNamesMax = 16
/** Baselines of one store. */
export const baselinesMax = 1000
/** Events at the path of an operation that are looked through for its own: it has a handful, soon after its start. */
export const eventsOfOperationMax = 1000
/** A list of targets on standard input or in a file: a million paths. */
export const namesFileBytesMax = 128 * MiB
/** Files of a plan whose ids the next command is made of; for more the person repeats what was typed. */
export const idsInCommandMax = 12

// --- changing files
/** What has a hash can be kept as an original, and only that may be changed. */
export const actedBytesMax = hashedBytesMax
/** Attributes of one file as getfattr prints them. Their owner chooses how many there are, and XFS takes 64 KiB each. */
export const xattrTextBytesMax = 256 * 1024
/** Files that one run of a program is given: starting it costs 3 ms, and a process has 1024 descriptors. */
export const filesPerProgramMax = 64
/** A program that works on open files; one that hangs in the kernel must not hold the store for ever. */
export const fileProgramMsMax = 30_000
/** Originals that can be put back no longer than this need attention. */
export const expiringSoonMs = 2 * 24 * 3_600_000
