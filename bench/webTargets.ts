import { atLeast, atMost, cpuRatio, memoryMiB, sizeRatio, type RowName, type Target } from './targets.ts'
import { phaseNames } from './webPhases.ts'

const firstScan: RowName = [phaseNames.first, 'holdfast scan']
const firstRestic: RowName = [phaseNames.first, 'restic backup']
const yara: RowName = [phaseNames.first, 'yara -r -p 2, our rules']
const keptAll: RowName = [phaseNames.keepAll, 'holdfast scan, every content kept']
const lowMemory: RowName = [phaseNames.keepAll, 'holdfast scan --low-memory']
const unchanged: RowName = [phaseNames.unchanged, 'holdfast scan']
const changed: RowName = [phaseNames.changed, 'holdfast scan']
const reread: RowName = [phaseNames.reread, 'holdfast scan --reread']
const bareNode: RowName = [phaseNames.startUp, 'node -e 0']

/** Figures for about 100,000 files and 2 GB; on the small tree Node's start is most of every ratio. */
export const fullTreeTargets: readonly Target[] = [
  {
    claim: 'unchanged: CPU against git status',
    figure: cpuRatio(unchanged, [phaseNames.unchanged, 'git status']),
    limit: atMost(2, 1.6),
  },
  {
    claim: 'unchanged: times less CPU than restic backup',
    figure: cpuRatio([phaseNames.unchanged, 'restic backup'], unchanged),
    limit: atLeast(6, 8),
  },
  {
    claim: 'unchanged: times less CPU than clamdscan',
    figure: cpuRatio([phaseNames.unchanged, 'clamdscan with clamd, own signatures'], unchanged),
    limit: atLeast(25),
  },
  { claim: 'unchanged: MiB of anonymous memory', figure: memoryMiB(unchanged), limit: atMost(120) },
  {
    claim: 'one percent changed: times less CPU than restic backup',
    figure: cpuRatio([phaseNames.changed, 'restic backup'], changed),
    limit: atLeast(3, 5),
  },
  {
    claim: 'first: CPU against restic backup',
    figure: cpuRatio(firstScan, firstRestic),
    limit: atMost(1.2, 0.9),
  },
  {
    claim: 'first: CPU against restic, then yara with our rules',
    figure: cpuRatio(firstScan, firstRestic, yara),
    limit: atMost(0.35),
  },
  { claim: 'first: MiB of anonymous memory', figure: memoryMiB(firstScan), limit: atMost(450, 350) },
  { claim: 'first with --low-memory: MiB', figure: memoryMiB(lowMemory), limit: atMost(280) },
  {
    claim: 'first, every content kept: CPU against restic backup',
    figure: cpuRatio(keptAll, firstRestic),
    limit: atMost(1.5),
  },
  {
    claim: 'first, every content kept: size of the store against restic',
    figure: sizeRatio('holdfast, every content kept', 'restic'),
    limit: atMost(1.3),
  },
  {
    claim: 'every file read again: CPU against openssl dgst -sha256',
    figure: cpuRatio(reread, [phaseNames.reread, 'openssl dgst -sha256 of every file']),
    limit: atMost(1.8, 1.4),
  },
  {
    claim: 'every file read again: times less CPU than aide --check',
    figure: cpuRatio([phaseNames.reread, 'aide --check'], reread),
    limit: atLeast(8),
  },
  {
    claim: 'every content judged again: CPU against the first scan',
    figure: cpuRatio([phaseNames.rejudged, 'holdfast scan --rejudge'], firstScan),
    limit: atMost(0.7),
  },
]

export const startUpTargets: readonly Target[] = [
  {
    claim: '--version: CPU against node -e 0',
    figure: cpuRatio([phaseNames.startUp, 'holdfast --version'], bareNode),
    limit: atMost(1.5, 1.2),
  },
  {
    claim: 'status: CPU against node -e 0',
    figure: cpuRatio([phaseNames.startUp, 'holdfast status'], bareNode),
    limit: atMost(3, 2.3),
  },
  {
    claim: 'list: CPU against node -e 0',
    figure: cpuRatio([phaseNames.startUp, 'holdfast list'], bareNode),
    limit: atMost(3, 2.3),
  },
]
