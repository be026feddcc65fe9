/**
 * The composition root: opens the rooms and hands them to one function per use case. The use cases are imported when
 * they are called, so that `status` does not pay for the scanner.
 */
import { askHolder as askStore } from '../store/store.ts'
import { acting } from './acting.ts'
import type { ServiceContext } from './context.ts'
import type { BaselineUseCases } from './contract/baseline.ts'
import type { RuleLifeUseCases } from './contract/rules.ts'
import type { AskHolder, CreateStore, ExamineMachine, Holdfast, OpenHoldfast } from './contract.ts'
import { type Machine, thisMachine } from './machine.ts'
import { openContext } from './openContext.ts'
import { retainers } from './retention.ts'
import { startScan } from './startScan.ts'

/** Opens a store for everything in the contract; throws as openStore, and HF_CONFIG_INVALID, HF_CONFIG_UNSAFE. */
export const openHoldfast: OpenHoldfast = async (request) => await openHoldfastOn(thisMachine(), request)

export const createStore: CreateStore = async (request) => {
  const context = await openContext(thisMachine(), request, 'create')
  const { directory, id } = context.store
  await context.store.close()
  return { path: directory, storeId: id }
}

export const examineMachine: ExamineMachine = async (request) =>
  await (await import('./doctor/doctor.ts')).examine(thisMachine(), request)

export const askHolder: AskHolder = async (store) => await askStore(store)

/** openHoldfast with the machine as a parameter. */
export async function openHoldfastOn(
  machine: Machine,
  request: Parameters<OpenHoldfast>[0],
): Promise<Holdfast> {
  const context = await openContext(machine, request, request.create === 'never' ? 'open' : 'open-or-create')
  return {
    ...lookers(context),
    ...surveyors(context),
    ...keepers(context),
    ...rulers(context),
    ...publishers(context),
    ...retainers(context),
    ...vouchers(context),
    ...acting(context),
  }
}

type Lookers = Pick<Holdfast, 'scan' | 'status' | 'list' | 'explain' | 'view' | 'history' | 'diff'>

function lookers(context: ServiceContext): Lookers {
  return {
    scan: (request, signal) => startScan(context, request, signal),
    status: async () => await (await import('./status.ts')).readStatus(context),
    list: async (query) => await (await import('./list.ts')).listIncidents(context, query),
    explain: async (request) => await (await import('./explain.ts')).explain(context, request),
    view: async (request) => await (await import('./view.ts')).viewContent(context, request),
    history: async (query) => await (await import('./history.ts')).readHistory(context, query),
    diff: async (request) => await (await import('./diff.ts')).diff(context, request),
  }
}

type Surveyors = Pick<Holdfast, 'coverage' | 'accounts' | 'blobShow' | 'blobFind' | 'report' | 'auditVerify'>

function surveyors(context: ServiceContext): Surveyors {
  return {
    coverage: async (request) => await (await import('./coverage.ts')).readCoverage(context, request),
    accounts: async (query) => await (await import('./accountList.ts')).listAccounts(context, query),
    blobShow: async (content) => await (await import('./contentFacts.ts')).showContentFacts(context, content),
    blobFind: async (search) => await (await import('./contentPlaces.ts')).findPlaces(context, search),
    report: async (scope) => await (await import('./report.ts')).makeReport(context, scope),
    auditVerify: async () => await (await import('./audit.ts')).verifyAudit(context),
  }
}

type Keepers = Pick<
  Holdfast,
  'snapshotList' | 'snapshotShow' | 'snapshotLs' | 'snapshotDiff' | 'fsck' | 'close'
>

function keepers(context: ServiceContext): Keepers {
  return {
    snapshotList: async (query) => await (await import('./snapshots.ts')).listSnapshotPage(context, query),
    snapshotShow: async (spec) => await (await import('./snapshots.ts')).showSnapshot(context, spec),
    snapshotLs: async (request) =>
      await (await import('./snapshots.ts')).listSnapshotEntries(context, request),
    snapshotDiff: async (request) => await (await import('./snapshots.ts')).diffSnapshots(context, request),
    fsck: async (request) => await (await import('./fsck.ts')).checkStore(context, request),
    close: async () => {
      await context.store.close()
    },
  }
}

function vouchers(context: ServiceContext): BaselineUseCases {
  return {
    baselineAdd: async (request) =>
      await (await import('./baseline/changeBaselines.ts')).addBaseline(context, request),
    baselineList: async () => await (await import('../store/baselines.ts')).listBaselines(context.store.meta),
    baselineRemove: async (name) =>
      await (await import('./baseline/changeBaselines.ts')).removeBaseline(context, name),
  }
}

function publishers(context: ServiceContext): RuleLifeUseCases {
  return {
    rulesAddKnownGood: async (request) =>
      await (await import('./ruleLife/knownGood.ts')).addKnownGood(context, request),
    rulesTestFixtures: async (request) =>
      await (await import('./ruleLife/testFixtures.ts')).testFixtures(context, request),
    rulesSourceAdd: async (request) =>
      await (await import('./ruleLife/origins.ts')).addOrigin(context, request),
    rulesSourceList: async () => await (await import('../store/ruleLife.ts')).readOrigins(context.store.meta),
    rulesSourceRemove: async (name) =>
      await (await import('./ruleLife/origins.ts')).removeOrigin(context, name),
    rulesUpdate: async (request) =>
      await (await import('./ruleLife/updateRules.ts')).updateRules(context, request),
    rulesRollback: async () => await (await import('./ruleLife/rollback.ts')).rollbackRules(context),
  }
}

type Rulers = Pick<
  Holdfast,
  'rulesList' | 'rulesShow' | 'rulesAdd' | 'rulesRemove' | 'rulesTest' | 'configShow' | 'configSet'
>

function rulers(context: ServiceContext): Rulers {
  return {
    rulesList: async () => await (await import('./rules.ts')).listRules(context),
    rulesShow: async (rule) => await (await import('./rules.ts')).showRule(context, rule),
    rulesAdd: async (source) => await (await import('./ruleLife/changePack.ts')).addRules(context, source),
    rulesRemove: async (name) => await (await import('./ruleLife/changePack.ts')).removeRules(context, name),
    rulesTest: async (source) => await (await import('./testRules.ts')).testRules(context, source),
    configShow: async () => (await import('./config.ts')).showConfig(context),
    configSet: async (key, value) => await (await import('./config.ts')).setConfig(context, key, value),
  }
}
