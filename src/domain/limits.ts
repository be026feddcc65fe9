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
/** Blobs up to this size are one record; larger ones are chunked. */
export const chunkBytes = 1 * MiB
/** Contents above this are hash-only by policy. */
export const keptContentBytesMax = 8 * MiB
/** A record claiming more decoded bytes than this is corrupt, not huge. */
export const recordBytesMax = 4 * MiB
export const indexPageEntriesMax = 4096
export const objectsWriteBufferBytes = 32 * MiB
export const metaWriteBufferBytes = 4 * MiB
/** A synced objects batch is closed at this many bytes or after this long (decision 21). */
export const objectGroupBytes = 4 * MiB
export const objectGroupMsMax = 1000
/** Rows of a scan are written at least this often, so that an interrupted scan goes on near where it stopped. */
export const metaGroupBytes = 4 * MiB
/** Bytes of objects waiting to be written before the pipeline stops taking replies. */
export const objectsInFlightBytesMax = 32 * MiB
/** Rows fetched per iterator step: bounds garbage without a crossing per row. */
export const iteratorRows = 256
/** Bytes one step of a cursor may hold, so that 256 rows of index pages stay bounded. */
export const cursorBytesMax = 1 * MiB
export const levelCacheBytes = 8 * MiB
/** Table files LevelDB keeps open per database; the process limit is often 1,024. */
export const levelOpenFilesMax = 256
/** Keys of one presence question to the database. */
export const presenceKeysMax = 1024
/** format.json is some 200 bytes. */
export const formatFileBytesMax = 64 * KiB
/** The unpacked index of one table file: some 30 bytes per block of 4 KiB, and tables hold a write buffer at most. */
export const tableIndexBytesMax = 64 * MiB
/** One seal: a line of some 40 bytes per file, and LevelDB makes 500 files per GiB. */
export const sealBytesMax = 64 * MiB
/** Space kept in hand for the day the disk is full: LevelDB needs a write buffer's worth to open at all. */
export const ballastBytes = 32 * MiB
/** The ballast is a smaller share than this of its filesystem, so that small disks are not filled by it. */
export const ballastShare = 1 / 16
/** It is made only while this many times its size is free. */
export const ballastRoomFactor = 4
/** Bytes of the ballast written at a time. */
export const ballastStepBytes = 1 * MiB
/** Problems fsck lists; the rest is counted. */
export const fsckProblemsMax = 10_000
/** Files tried for the bytes of one lost content: copies on a thousand accounts are mostly all the same. */
export const reingestPathsMax = 64
/** Ids listed when a typed prefix is ambiguous. */
export const candidatesListedMax = 8
/** Rounds of taking over a dead holder's socket before the store counts as held. */
export const lockAttemptsMax = 5
/** Questions answered at the same time by the holder of the store. */
export const lockConnectionsMax = 16
export const storePathBytesMax = 4 * KiB

/** decision 26: what the store may grow to when nothing is configured, and the share of its filesystem. */
export const storeLimitBytes = 100 * GiB
export const storeLimitShare = 0.2

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
/** Larger files are identified by stat, and their ends looked at for a script (decision 12). */
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
/** The same with --low-memory. */
export const lowMemoryBatchBytes = 1 * MiB
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

/** Compiling and trying every rule of one pack on its own worst inputs (decision 10). */
export const readerAdmitMsMax = 300_000
/** One batch as a whole, waiting for answers excepted: ends a reader that only pretends to get on. */
export const readerBatchMsMax = 600_000
/** How often main looks at its clocks and at the reader's memory. */
export const readerTickMs = 250
/** A reader asked to end that has not ended after this long is killed. */
export const readerCloseMsMax = 5000
/** Last bytes of the reader's stderr, shown only when it fails. */
export const readerStderrBytesMax = 8 * KiB
/** One small message of the reader: a beat, a greeting, a refusal. */
export const readerSmallMessageBytesMax = 1 * MiB
/** Tries of a whole batch that stood beside a killer before it is read file by file. */
export const readerWholeTriesMax = 3
/** Readers lost in a row without one finished batch: then it is the reader that is broken, not a content. */
export const readerFruitlessMax = 100
/** Contents and files remembered as killers of one run; the budget per owner bounds them long before. */
export const poisonEntriesMax = 100_000
/** What files that grew between listing and reading may add to a batch before they count as unstable. */
export const batchGrownBytesMax = 16 * MiB

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
/** One list as source: about 900,000 hashes with names; each costs 32 bytes in every worker. */
export const hashListBytesMax = 64 * MiB
/** The admission test looks at this much first; most inputs cost nothing and go no further. */
export const admissionProbeBytes = 16 * KiB
/** A quadratic rule that stays under this on the probe stays under admissionMsMax on the whole input (16 x 16 = 256). */
export const admissionProbeMsMax = 1.5
/** The second look, 4 x the probe: tells a line (4 x the time) from a square (16 x). */
export const admissionTrendBytes = 64 * KiB
export const admissionTrendFactorMax = 8
/** Generated inputs of one pack, about 5 ms each within rulesCompileMsMax; a pack with more patterns is to be split. */
export const admissionInputsMax = 4000
/** Measurements of one input: the best counts, because a busy machine only makes a rule look slower. */
export const admissionRunsMax = 3
/** Bytes of one content that decide whether it is text; what follows cannot turn a text into an image. */
export const identifyBytesMax = 8 * KiB
/** PHP blocks of one content, and pieces of code in one block, that are told apart; what follows counts as one. */
export const phpRegionsMax = 10_000
/** What is judged of each end of a content on which the engine gave up: a shell with filler around it, in no time. */
export const givenUpEndBytes = 16 * KiB
/** Summary of a rule as shown to people; longer ones are cut. */
export const ruleSummaryCharsMax = 200
/** Snapshots looked through for a clean version of one file, about two months of daily ones. */
export const ancestorSnapshotsMax = 64
/** Files of one run whose history is searched for it: beyond, findings lie thick and their shape alone decides SA or INJ. */
export const ancestorSearchesMax = 1000
/** Incidents written in one batch of their own when a scan opens many. */
export const incidentsPerWrite = 1000
/** Rows kept in memory while a root's stored contents are judged again. */
export const rejudgeBatchContents = 64
/** Stored bytes handed to the reader at a time while contents are judged again. */
export const rejudgeBatchBytes = 4 * MiB

// --- scan, roots
/** A root that lost more than this share (and count) of its files in one scan is refused (decision 27). */
export const vanishedShareMax = 0.5
export const vanishedFilesMin = 100
export const rootsMax = 4096
export const skippedListedMax = 1000

// --- service and CLI
export const viewBytesDefault = 100 * 1000
/** What `view --bytes` may ask for: it is held in memory twice while it is escaped. */
export const viewBytesMax = 64 * MiB
export const listLimitDefault = 50
export const listLimitMax = 100_000
export const configBytesMax = 1 * MiB
export const progressIntervalMs = 200
/** Longest wait for a store that another process holds (--wait): a scan that takes longer than a day is stuck. */
export const storeWaitMsMax = 24 * 60 * 60 * 1000
/** Paths named one by one on a screen before the rest is counted; machine formats list them all. */
export const screenPathsMax = 5
/** More incidents with one reason than this are shown as one line per reason. */
export const ungroupedIncidentsMax = 20
/** The shortest content or snapshot id prefix a person may type. */
export const idPrefixMin = 8
/** Line diff gives up above this many lines and says so. */
export const diffLinesMax = 50_000
export const eventDetailBytesMax = 16 * KiB

// --- journal
/** One event: a root and a path of pathBytesMax each in base64, the detail, and the small fields. */
export const eventBytesMax = 512 * KiB
/** Events of one journal write; the caller splits larger results, so that a batch stays far below 32 MiB. */
export const eventsPerWriteMax = 20_000
/** Writes waiting for the one before them; more means that a caller does not await. */
export const journalWritesWaitingMax = 1024
/** Events read per step of a query or a check. */
export const journalRowsPerStep = 256
/** Events of one path looked at together, newest first, for its last incident: it is almost always among these. */
export const pathEventsPerStep = 16
/** A subtree with more events than this is answered by a pass over the whole journal instead of the path index. */
export const indexedEventsMax = 1_000_000
/** Problems that a check of the chain lists by name; it counts on. */
export const journalProblemsMax = 1000

// --- accounts, assessment, line diff
/** /etc/passwd of a large shared host is below 2 MiB; a larger file is read up to here. */
export const accountTableBytesMax = 16 * MiB
/** Distinct lines of an earlier version that are looked for in the present one. */
export const ancestorLinesMax = 100_000
/** Comparisons (about 0.5 s) after which a line diff stops looking for the shortest answer. */
export const diffStepsMax = 20_000_000
/** Patterns of one config list, and characters of one. */
export const configListMax = 1000
export const configTextMax = 4096
/** Characters of an old or new value in a config-changed event. */
export const configChangeTextMax = 400

// --- file access
/** A directory whose own size is at most this is listed in one call; a larger one is streamed, so that 10 M names fit. */
export const directoryListedAtOnceBytes = 1 * MiB
/** Names of one directory that are looked at; a directory that grows while it is read must not hold the walk for ever. */
export const directoryNamesMax = 50_000_000
/** Surplus names handed out at a time, about one batch of the reader. */
export const surplusNamesAtOnce = 1024
/** Symbolic links followed in one typed path, as the kernel's own limit. */
export const linksFollowedMax = 40
/** One read call of a streamed file. */
export const readStepBytes = 1 * MiB
/** Larger files with more hole than content are read as long as sparseBytesMax lasts. */
export const sparseBytesMin = judgedWholeBytesMax
/** What one thread of a reader reads of such files, half a minute of CPU: a terabyte of hole costs its owner nothing. */
export const sparseBytesMax = 32 * GiB
/** Exclude patterns of one scan and the bytes of one. */
export const excludesMax = 1000
export const excludeBytesMax = 4 * KiB

// --- service
/** How often a caller who waits for the store asks again. */
export const lockPollMs = 250
/** Snapshots followed for the versions of one file: daily ones of more than five years. */
export const snapshotsFollowedMax = 2000
/** Changes listed of one comparison of snapshots; the rest is counted. About 60 MB of rows. */
export const changesListedMax = 200_000
/** Other paths with the same content that are listed; the rest is counted. */
export const sameContentListedMax = 100
/** Finished scans looked at for when a path was last walked; a daily scan fills this in 27 years. */
export const scansFollowedMax = 10_000
/** Examples named of one gap of the coverage. */
export const coverageExamplesMax = 5
/** Distinct trees kept in memory while a content is looked for in all snapshots: about 100 bytes each. */
export const searchedTreesMax = 1_000_000
/** Paths remembered of one content in snapshots; an empty file lies at more, and nobody looks for it. */
export const pastFilesMax = 100_000
/** Incidents on one report page: about 20 MB of HTML. */
export const reportIncidentsMax = 10_000
/** Open files a process needs at least: table files of both databases, and some. */
export const openFilesWanted = 1024
/** Free space below which a store is about to fail, and below which it should be looked after. */
export const diskFreeBytesMin = 64 * MiB
export const diskFreeBytesWanted = 1 * GiB
/** /proc/self/limits has some 20 lines. */
export const procFileBytesMax = 64 * KiB
