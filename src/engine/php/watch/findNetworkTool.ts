import type { CallFact } from '../callFact.ts'
import { capabilityRule } from './capabilityRules.ts'
import { standsAlone } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { isOfRequest, sighting, textOf } from './values.ts'

const toolBytesMax = 256 * 1024

/** Shells to other machines, floods, scans, and clients for any database. */
export function findNetworkTool(journal: Journal): readonly Found[] {
  if (!standsAlone(journal, toolBytesMax)) return []
  return [...findReverseShell(journal), ...findSockets(journal), ...findDatabaseTool(journal)]
}

const sockets = ['fsockopen', 'pfsockopen', 'stream_socket_client', 'socket_connect']
const starters = ['proc_open', 'popen', 'shell_exec', 'exec', 'system', 'passthru']

/** A connection, and a shell whose input and output are pipes. */
function findReverseShell(journal: Journal): Found[] {
  if (!journal.does(...sockets, 'socket_create')) return []
  const fact = starters.flatMap((name) => journal.facts(name)).find(isShell)
  return fact === undefined ? [] : [{ sighting: sighting(capabilityRule.reverseShell, fact.args[0]), fact }]
}

function isShell(fact: CallFact): boolean {
  const command =
    textOf(fact.args[0])?.slice(0, commandCharsMax).toLowerCase() ?? fact.place.excerpt.toLowerCase()
  return shells.some((shell) => command.includes(shell))
}

const commandCharsMax = 4096
const shells = ['/bin/sh', '/bin/bash', 'cmd.exe', 'sh -i', 'powershell']

function findSockets(journal: Journal): Found[] {
  const fact = sockets
    .flatMap((name) => journal.facts(name))
    .find((candidate) => isOfRequest(candidate.args[0]))
  if (fact === undefined) return []
  const rule = floods(journal) ? capabilityRule.flood : capabilityRule.maybePortScan
  return [{ sighting: sighting(rule, fact.args[0]), fact }]
}

/** Datagrams of filler, as many as fit into the time. */
function floods(journal: Journal): boolean {
  return (
    journal.lower.includes('udp://') &&
    journal.does('fwrite', 'fputs', 'fputs') &&
    journal.does('time', 'microtime')
  )
}

function findDatabaseTool(journal: Journal): Found[] {
  const connection = connectors
    .flatMap((name) => journal.facts(name))
    .find((fact) => fact.args.slice(0, 3).filter(isOfRequest).length >= 2)
  if (connection === undefined) return []
  return [{ sighting: sighting(capabilityRule.maybeDatabaseTool, connection.args[0]), fact: connection }]
}

const connectors = [
  'mysql_connect',
  'mysqli_connect',
  'new mysqli',
  'new pdo',
  'pg_connect',
  'mssql_connect',
  'sqlsrv_connect',
]
