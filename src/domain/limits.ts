/** Every limit of holdfast in one place, each with its reason. Bytes unless the name says otherwise. */
const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

// --- names and trees
/** Linux NAME_MAX on every filesystem we trust; a longer name in a record is corruption. */
export const nameBytesMax = 255
/** Depth at which a walk stops and counts the rest as skipped: 40 x 250-byte names must pass, a generator loop must not. */
export const treeDepthMax = 512
/** Absolute path length we handle (PATH_MAX is 4 KiB, but dirfd walks go deeper). */
export const pathBytesMax = 128 * KiB
/** Entries of one directory that are indexed; the surplus is judged, not indexed (decision 22). */
export const directoryEntriesMax = 1_000_000

// --- store and records
/** Blobs up to this size are one record; larger ones are chunked (research/store.md 3.2). */
export const chunkBytes = 1 * MiB
/** Contents above this are hash-only by policy (architecture.md 4). */
export const keptContentBytesMax = 8 * MiB
/** A record claiming more decoded bytes than this is corrupt, not huge. */
export const recordBytesMax = 4 * MiB
/** Trees whose encoding is larger are chunked. */
export const treeInlineBytesMax = 1 * MiB
export const indexPageEntriesMax = 4096
export const objectsWriteBufferBytes = 32 * MiB
export const metaWriteBufferBytes = 4 * MiB
/** A synced objects batch is closed at this many bytes or after this long (decision 21). */
export const objectGroupBytes = 4 * MiB
export const objectGroupMsMax = 1000
/** Bytes of objects waiting to be written before the pipeline stops taking replies. */
export const objectsInFlightBytesMax = 32 * MiB
/** An unchanged rescan writes at most this (decision 19); asserted when the batch is built. */
export const unchangedBatchBytesMax = 4 * KiB
/** Rows fetched per iterator step: bounds garbage without a crossing per row. */
export const iteratorRows = 256
/** Waiting for LevelDB's lock after our own lock is ours. */
export const storePathBytesMax = 4 * KiB

// --- lock
export const lockAnswerBytesMax = 4 * KiB
/** How long `status` waits for the holder's one line. */
export const lockAnswerMsMax = 2000

// --- reading
/** Read attempts of a file that changes under us before it is counted `unstable`. */
export const readAttemptsMax = 3
/** Files up to this are judged whole; larger ones by head and tail (decision 12). */
export const judgedWholeBytesMax = 16 * MiB
export const judgedEndBytes = 8 * MiB
/** Larger or sparse files are identified by stat only (decision 12). */
export const hashedBytesMax = 1 * GiB
/** One symbolic link target as stored. */
export const linkTargetBytesMax = 4 * KiB
export const syncfsMsMax = 60_000
/** Slack between a ctime and the sync that makes a stat row trustworthy (decision 15). */
export const racySlackMs = 2000
/** No file's last full read is older than rereadDaysMin + rereadDaysSpread (decision 17). */
export const rereadDaysMin = 21
export const rereadDaysSpread = 7
/** mountinfo of a host with many containers. */
export const mountInfoBytesMax = 8 * MiB
export const mountsMax = 65_535

// --- batches and the reader
export const batchFilesMin = 128
export const batchFilesMax = 1024
export const batchBytes = 4 * MiB
/** Batches handed to the reader before the walk waits. */
export const batchesInFlightMax = 6
export const concurrentTasksPerWorker = 3
export const readerWorkersMax = 16
/** The engine's own time limit for one content, and the outer one that kills the reader. */
export const engineMsMax = 4000
export const contentMsMax = 5000
/** A reader that sends nothing at all for this long is dead. */
export const readerSilenceMsMax = 15_000
export const readerHeartbeatMs = 500
export const readerStartMsMax = 20_000
export const readerMemoryBytesMax = 1 * GiB
/** One message of the reader: a batch of kept contents plus its header. */
export const readerMessageBytesMax = 64 * MiB
export const readerHeaderBytesMax = 8 * MiB
/** decision 1: kills and timed-out CPU per owner and run before its unjudged contents become undecided. */
export const poisonKillsMax = 20
export const poisonMsMax = 120_000
/** A content that brought the reader down this often is undecided. */
export const readerKillsPerContentMax = 2
/** Timeout and crash verdicts are retried at most this often per epoch (decision 7). */
export const undecidedRetriesMax = 3

// --- verdicts and rules
export const findingsPerVerdictMax = 64
export const evidencePerFindingMax = 16
export const excerptBytesMax = 160
export const matchesPerPatternMax = 16
export const ruleSourceBytesMax = 4 * MiB
export const rulesCompileMsMax = 30_000
export const rulesCompileMemoryBytesMax = 512 * MiB
/** Admission test: a rule slower than this on 256 KiB of its own literals is refused (decision 10). */
export const admissionMsMax = 500
export const admissionInputBytes = 256 * KiB
export const hashListLinesMax = 10_000_000
/** Rows kept in memory while a root's stored contents are judged again. */
export const rejudgeBatchContents = 64

// --- scan, roots
/** A root that lost more than this share (and count) of its files in one scan is refused (decision 27). */
export const vanishedShareMax = 0.5
export const vanishedFilesMin = 100
export const rootsMax = 4096
export const skippedListedMax = 1000

// --- service and CLI
export const viewBytesDefault = 100 * 1000
export const listLimitDefault = 50
export const listLimitMax = 100_000
export const configBytesMax = 1 * MiB
export const progressIntervalMs = 200
/** The shortest content or snapshot id prefix a person may type. */
export const idPrefixMin = 8
/** Line diff gives up above this many lines and says so. */
export const diffLinesMax = 50_000
export const eventDetailBytesMax = 16 * KiB
