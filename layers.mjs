/**
 * The one table of rooms: what each is for and what it may import. The dependency rules are made from it and
 * docs/ARCHITECTURE.md quotes it; a file belongs to the room with the longest matching path.
 *
 * @typedef {{ readonly room: string, readonly job: string, readonly mayImport: readonly string[] }} Room
 */

const everyLayerBelowService = [
  'src/domain',
  'src/hash',
  'src/codec',
  'src/fsafe/read',
  'src/kv',
  'src/store',
  'src/index',
  'src/journal',
  'src/walker',
  'src/engine',
  'src/rules',
  'src/pool',
  'src/pool/client',
  'src/scanner',
  'src/fsafe/out',
  'src/vault',
  'src/php',
  'src/hooks',
]

/** @type {readonly Room[]} */
export const rooms = [
  {
    room: 'src/domain',
    job: 'nouns, parsers of outside values, the incident table, limits, errors; pure',
    mayImport: [],
  },
  {
    room: 'src/hash',
    job: 'bytes to content id (SHA-256); xxh64 record checksum',
    mayImport: ['src/domain'],
  },
  {
    room: 'src/codec',
    job: 'object, row and event to canonical bytes and back; key layouts',
    mayImport: ['src/domain', 'src/hash'],
  },
  {
    room: 'src/fsafe/read',
    job: 'the only way to read a web root: component-wise open without links, byte paths, stable read',
    mayImport: ['src/domain'],
  },
  {
    room: 'src/fsafe/write',
    job: 'the only way to change a web root: stage, atomic replace, metadata, all by directory descriptor',
    mayImport: ['src/domain', 'src/fsafe/read'],
  },
  {
    room: 'src/fsafe/out',
    job: 'files that a person asked for: exports and copies, never through a link',
    mayImport: ['src/domain', 'src/fsafe/read'],
  },
  {
    room: 'src/kv',
    job: 'the KeyValue port and its LevelDB, memory and faulty adapters',
    mayImport: ['src/domain'],
  },
  {
    room: 'src/store',
    job: 'objects by content id, trees, snapshots, refs, fsck, the exclusive lock',
    mayImport: ['src/domain', 'src/hash', 'src/codec', 'src/kv'],
  },
  {
    room: 'src/index',
    job: 'pages of entries per directory: has this file changed since?',
    mayImport: ['src/domain', 'src/codec', 'src/kv'],
  },
  {
    room: 'src/journal',
    job: 'append-only hash-chained events and queries over them',
    mayImport: ['src/domain', 'src/hash', 'src/codec', 'src/kv'],
  },
  {
    room: 'src/walker',
    job: 'roots and excludes to candidates; safe against links and mounts',
    mayImport: ['src/domain', 'src/fsafe/read'],
  },
  {
    room: 'src/engine',
    job: '(bytes, facts, ruleset) to Verdict; no I/O, nothing of the sample is run',
    mayImport: ['src/domain'],
  },
  {
    room: 'src/cleaner',
    job: '(bytes, findings, clean versions) to cleaned bytes with their proofs, or the reason why not; pure',
    mayImport: ['src/domain', 'src/engine'],
  },
  {
    room: 'src/archive',
    job: 'packed archive to its files in memory; nothing is written and no name is followed',
    mayImport: ['src/domain'],
  },
  {
    room: 'src/rules',
    job: 'load, verify, admit, compile and fingerprint rule packs',
    mayImport: ['src/domain', 'src/hash', 'src/engine'],
  },
  {
    room: 'src/pool',
    job: 'the wire format between the main process and the reader',
    mayImport: ['src/domain'],
  },
  {
    room: 'src/pool/client',
    job: 'main side of the reader: fork, protocol, deadline, kill, back-pressure',
    mayImport: ['src/domain', 'src/pool'],
  },
  {
    room: 'src/pool/reader',
    job: 'child side of the reader: hosts the worker threads, hands batches to them',
    mayImport: ['src/domain', 'src/pool'],
  },
  {
    room: 'src/scanner',
    job: 'the read-only pipeline of one scan; ends in a snapshot and opened incidents',
    mayImport: [
      'src/domain',
      'src/fsafe/read',
      'src/hash',
      'src/walker',
      'src/index',
      'src/store',
      'src/pool',
      'src/pool/client',
      'src/journal',
    ],
  },
  {
    room: 'src/vault',
    job: 'the only room that changes user files: one journalled operation engine with recovery',
    mayImport: [
      'src/domain',
      'src/fsafe/read',
      'src/fsafe/write',
      'src/hash',
      'src/store',
      'src/index',
      'src/journal',
      'src/pool',
      'src/pool/client',
    ],
  },
  {
    room: 'src/php',
    job: 'which PHP-FPM pools of this machine go on running what a changed file held before',
    mayImport: ['src/domain', 'src/fsafe/read'],
  },
  {
    room: 'src/hooks',
    job: 'start the programs that the administrator named in the configuration, and nothing else',
    mayImport: ['src/domain', 'src/fsafe/read'],
  },
  {
    room: 'src/service',
    job: 'composition root openHoldfast(), one function per use case; returns data',
    mayImport: everyLayerBelowService,
  },
  {
    room: 'src/cli',
    job: 'base command, tables, JSON shapes, progress, exit codes',
    mayImport: ['src/domain', 'src/service'],
  },
  {
    room: 'commands',
    job: 'flags to one service call to rendering',
    mayImport: ['src/domain', 'src/cli'],
  },
  {
    room: 'workers',
    job: 'entries of the reader child and its threads: unpack, call, return the outcome',
    mayImport: [
      'src/domain',
      'src/hash',
      'src/engine',
      'src/cleaner',
      'src/archive',
      'src/rules',
      'src/fsafe/read',
      'src/pool',
      'src/pool/reader',
    ],
  },
]

/**
 * Rooms whose types another room may name without importing code of theirs.
 *
 * @type {readonly { room: string, mayName: readonly string[], why: string }[]}
 */
export const typesOnly = [
  {
    room: 'src/scanner',
    mayName: ['src/kv', 'src/codec'],
    why: 'It collects the operations of several rooms into one batch and hands them on.',
  },
  {
    room: 'src/vault',
    mayName: ['src/kv', 'src/codec'],
    why: 'It collects the operations of several rooms into one batch and hands them on.',
  },
]

/**
 * What only some rooms may reach, each with its reason. `modules` are regular expressions over the resolved
 * module (`node:fs` resolves to `fs`, packages to their path under node_modules).
 *
 * @type {readonly { name: string, shown: string, modules: string, onlyIn: readonly string[], why: string }[]}
 */
export const reserved = [
  {
    name: 'level-only-in-kv',
    shown: 'level',
    modules: '(^|/)node_modules/(level|classic-level|abstract-level)/',
    onlyIn: ['src/kv'],
    why: 'One adapter knows LevelDB; everything else is tested against the port.',
  },
  {
    name: 'piscina-only-in-reader',
    shown: 'piscina',
    modules: '(^|/)node_modules/piscina/',
    onlyIn: ['src/pool/reader'],
    why: 'Threads live in the reader child: a native scan that hangs can only be stopped with its process.',
  },
  {
    name: 'yauzl-only-in-archive',
    shown: 'yauzl',
    modules: '(^|/)node_modules/yauzl/',
    onlyIn: ['src/archive'],
    why: 'An archive is parsed in the reader alone, behind limits that the library does not have.',
  },
  {
    name: 'oclif-only-in-cli',
    shown: '@oclif/*',
    modules: '(^|/)node_modules/@oclif/',
    onlyIn: ['src/cli', 'commands', 'bin'],
    why: 'The service returns data; a daemon and a dashboard use it without a command line.',
  },
  {
    name: 'files-only-where-named',
    shown: 'node:fs',
    modules: '^(node:)?fs(/promises)?$',
    onlyIn: [
      'src/fsafe/read',
      'src/fsafe/write',
      'src/fsafe/out',
      'src/kv',
      'src/store',
      'src/service',
      'src/pool/client',
      'src/pool/reader',
      'src/rules',
      'src/cli/process',
      'bin',
    ],
    why: 'Web roots are touched through fsafe alone; the others open what holdfast or the system owns (store, rules, configuration, /proc).',
  },
  {
    name: 'processes-only-where-named',
    shown: 'node:child_process',
    modules: '^(node:)?child_process$',
    onlyIn: ['src/pool/client', 'src/fsafe/read', 'src/fsafe/write', 'src/hooks'],
    why: 'Each program that holdfast starts is named here: the reader, syncfs for the index rule, getfattr and setfattr for the metadata of files, perl for the one system call that exchanges two names.',
  },
  {
    name: 'no-network',
    shown: 'node:net, http, https, http2, tls, dgram, dns',
    modules: '^(node:)?(net|http|https|http2|dgram|tls|dns)(/promises)?$',
    onlyIn: ['src/store'],
    why: 'The main process opens no network socket; the store has the unix socket of its lock.',
  },
]

/** Rooms that compute only: no Node module that reads, writes, starts or listens to anything. */
export const pureRooms = ['src/domain', 'src/engine', 'src/cleaner', 'src/archive', 'src/codec']
