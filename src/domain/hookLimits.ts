/** Limits of hooks and of reading the configuration of PHP-FPM; a part of limits.ts. Bytes unless the name says otherwise. */

/** Configuration files of PHP read at a time: one pool file per account of a large host. */
export const phpFilesMax = 20_000
/** php.ini of a distribution has 75 KB. */
export const phpFileBytesMax = 1024 * 1024
/** Files that include files that include files: a configuration that includes itself must end. */
export const phpIncludeDepthMax = 8
/** A pool that looks for changed files later than this keeps running old code for longer than an admin waits. */
export const revalidateSecondsMax = 60
/** User ids below are those of the system on Debian and RHEL (UID_MIN): www-data, apache, nginx serve many accounts. */
export const systemUidsBelow = 1000
/** A hook that takes longer is killed: the store is locked meanwhile (decision 35). */
export const hookMsMax = 60_000
/** What is kept of the output of a hook, for the one who looks why it failed. */
export const hookOutputBytesMax = 4 * 1024
/** What an event keeps of each text about a hook: four of them stay within eventDetailBytesMax, however they are escaped. */
export const hookNoteBytesMax = 512
/** How long output may follow the end of a hook: a daemon that it started may hold the pipe for ever. */
export const hookDrainMs = 500
/** Words of a hook's command line. */
export const hookWordsMax = 64
/** Operations that a hook is told one by one; the rest is counted. About 5 MB of JSON. */
export const hookOperationsMax = 10_000
