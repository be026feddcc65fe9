import { pureRooms, reserved, rooms, typesOnly } from './layers.mjs'

/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */

const product = '^(src|commands|workers|bin)/'

/** @type {Rule[]} */
const houseRules = [
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one idea in two places.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A module that nothing imports and that imports nothing is left over.',
    severity: 'error',
    from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
    to: {},
  },
  {
    name: 'a-room-for-every-file',
    comment: 'A file outside the table of rooms has no rule that holds it.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^src/', pathNot: rooms.map((row) => pathOf(row.room)) },
  },
  {
    name: 'pure-rooms',
    comment:
      'The judgement and the formats are functions of bytes: the same input gives the same answer anywhere.',
    severity: 'error',
    from: { path: pureRooms.map(pathOf) },
    to: {
      dependencyTypes: ['core'],
      pathNot: '^(node:)?(buffer|crypto|util|zlib|path|url|module|string_decoder)$',
    },
  },
  {
    name: 'internal-is-private',
    comment: "What a room keeps under internal/ is not another room's business.",
    severity: 'error',
    from: { path: '^(src/[^/]+|commands|workers)/' },
    to: { path: '/internal/', pathNot: '^$1/' },
  },
  {
    name: 'product-without-development-tools',
    comment: 'An installation without devDependencies must run.',
    severity: 'error',
    from: { path: product, pathNot: '^bin/dev\\.js$' },
    to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
  },
  {
    name: 'tests-stay-tests',
    comment: 'The product does not know its tests, scripts or benchmarks.',
    severity: 'error',
    from: { path: product },
    to: { path: '^(test|scripts|bench)/' },
  },
  {
    name: 'every-import-resolves',
    comment: 'An import that cannot be found fails only when a user reaches it.',
    severity: 'error',
    from: { path: product },
    to: { couldNotResolve: true, pathNot: '^@(litko|virustotal)/' },
  },
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rooms.map(layerRule),
    ...typesOnly.map(typesOnlyRule),
    ...reserved.map(reservedRule),
    ...houseRules,
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}

/**
 * @param {import('./layers.mjs').Room} row
 * @returns {Rule}
 */
function layerRule({ room, job, mayImport: imports }) {
  const mayName = typesOnly.filter((row) => row.room === room).flatMap((row) => row.mayName)
  const mayImport = [...imports, ...mayName]
  const others = rooms
    .map((other) => other.room)
    .filter((other) => other !== room && !mayImport.includes(other))
  return {
    name: `layer-${room.replaceAll('/', '-')}`,
    comment: `${room} (${job}) may import only ${mayImport.join(', ') || 'nothing'}.`,
    severity: 'error',
    from: ownFiles(room),
    to: { path: others.map(pathOf), pathNot: mayImport.concat(room).filter(isInside(others)).map(pathOf) },
  }
}

/**
 * @param {(typeof typesOnly)[number]} row
 * @returns {Rule}
 */
function typesOnlyRule({ room, mayName, why }) {
  return {
    name: `types-only-${room.replaceAll('/', '-')}`,
    comment: `${room} may name types of ${mayName.join(', ')}: ${why}`,
    severity: 'error',
    from: ownFiles(room),
    to: { path: mayName.map(pathOf), dependencyTypesNot: ['type-only'] },
  }
}

/** The files of a room without those of the rooms below its path: src/pool does not speak for src/pool/client. */
function ownFiles(/** @type {string} */ room) {
  const inner = rooms.map((other) => other.room).filter((other) => other.startsWith(`${room}/`))
  return inner.length === 0 ? { path: pathOf(room) } : { path: pathOf(room), pathNot: inner.map(pathOf) }
}

/** Says whether a room lies below one of the forbidden rooms, so that the longest path decides. */
function isInside(/** @type {string[]} */ forbidden) {
  return (/** @type {string} */ room) => forbidden.some((other) => room.startsWith(`${other}/`))
}

function pathOf(/** @type {string} */ room) {
  return `^${room}/`
}

/**
 * @param {(typeof reserved)[number]} row
 * @returns {Rule}
 */
function reservedRule({ name, modules, onlyIn, why }) {
  return {
    name,
    comment: why,
    severity: 'error',
    from: { path: product, pathNot: onlyIn.map(pathOf) },
    to: { path: modules },
  }
}
