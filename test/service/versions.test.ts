import { describe, expect, it } from 'vitest'
import { contentHistory } from '../../src/service/contentHistory.ts'
import { pathStates } from '../../src/store/pathStates.ts'
import { putSnapshot } from '../support/builtSnapshots.ts'
import { bytePath } from '../support/scratch.ts'
import { newStore } from '../store/testStore.ts'

const root = bytePath('/srv/www')

describe('the versions of a path', () => {
  it('are one per stretch of equal content, newest first', async () => {
    const store = await newStore()
    await putSnapshot(store, root, { d: { f: 'one' } }, { at: 1 })
    await putSnapshot(store, root, { d: { f: 'one' }, other: 'x' }, { at: 2 })
    await putSnapshot(store, root, { d: { f: 'two' } }, { at: 3 })
    await putSnapshot(store, root, { d: {} }, { at: 4 })
    await putSnapshot(store, root, {}, { at: 5 })
    await putSnapshot(store, root, { d: { f: 'one' } }, { at: 6 })
    const states = await pathStates(store, bytePath('/srv/www/d/f'))
    expect(states.map(({ entry, first, last }) => [entry?.size ?? null, first.at, last.at])).toEqual([
      [3, 6, 6],
      [null, 4, 5],
      [3, 3, 3],
      [3, 1, 2],
    ])
    const lines = await contentHistory(store, bytePath('/srv/www/d/f'))
    expect(lines.map(({ at, change }) => [at, change])).toEqual([
      [6, 'first-seen'],
      [4, 'removed'],
      [3, 'content-changed'],
      [1, 'first-seen'],
    ])
    expect(lines[2]?.before).toBe(lines[3]?.after)
    expect(lines[1]).toMatchObject({ before: lines[2]?.after, after: null })
  })

  it('go on in the history of a root that was adopted', async () => {
    const store = await newStore()
    await putSnapshot(store, root, { f: 'one' }, { at: 1 })
    await putSnapshot(store, bytePath('/srv'), { www: { f: 'one' } }, { at: 2 })
    await putSnapshot(store, bytePath('/srv'), { www: { f: 'two' } }, { at: 3 })
    const states = await pathStates(store, bytePath('/srv/www/f'))
    expect(states.map(({ first, last }) => [first.at, last.at])).toEqual([
      [3, 3],
      [1, 2],
    ])
  })

  it('are none for a path that no snapshot has, and one for a directory however it changes inside', async () => {
    const store = await newStore()
    await putSnapshot(store, root, { d: { f: 'one' } }, { at: 1 })
    await putSnapshot(store, root, { d: { f: 'two' } }, { at: 2 })
    expect(await pathStates(store, bytePath('/srv/www/nothing/here'))).toEqual([])
    expect(await pathStates(store, bytePath('/elsewhere'))).toEqual([])
    expect(await pathStates(store, bytePath('/srv/www/d'))).toHaveLength(1)
    expect(await contentHistory(store, bytePath('/srv/www/d'))).toEqual([])
  })

  it('are not confused by a subtree that equals the tree above it', async () => {
    const store = await newStore()
    await putSnapshot(store, root, { f: 'x', d: { f: 'x' } }, { at: 1 })
    await putSnapshot(store, root, { f: 'x' }, { at: 2 })
    const states = await pathStates(store, bytePath('/srv/www/d/f'))
    expect(states.map(({ entry, first }) => [entry === null, first.at])).toEqual([
      [true, 2],
      [false, 1],
    ])
  })
})
