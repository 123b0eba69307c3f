import { expect, test, vi } from 'vitest';
import type { Change, FhirRecord } from '../../record/index.ts';
import { openChangeHub } from './change-hub.ts';

type Follower = { from: string | undefined; tell: (change: Change) => void; isStopped: boolean };

const followers: Follower[] = [];
vi.mock('../../record/index.ts', () => ({
  followChanges: (_record: unknown, options: { from?: string }, tell: (change: Change) => void) => {
    const follower: Follower = { from: options.from, tell, isStopped: false };
    followers.push(follower);
    return () => (follower.isStopped = true);
  },
}));

const change = (position: number) => ({ position: String(position) }) as Change;
const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(): { hub: ReturnType<typeof openChangeHub>; shared: () => Follower } {
  followers.length = 0;
  return { hub: openChangeHub({} as FhirRecord), shared: () => followers[0]! };
}

test('one follower serves all, and begins with the first listener', () => {
  const { hub, shared } = open();
  expect(followers).toHaveLength(0);
  const heard: string[][] = [[], []];
  const stops = heard.map((list) => hub.listen((one) => list.push(one.position)));
  shared().tell(change(1));
  stops[0]!();
  shared().tell(change(2));
  expect(heard).toEqual([['1'], ['1', '2']]);
  expect(followers).toHaveLength(1);
  hub.close();
  expect(shared().isStopped).toBe(true);
});

test('who resumes at a remembered position is told the rest from memory', () => {
  const { hub, shared } = open();
  hub.listen(() => {});
  for (const position of [1, 2, 3]) shared().tell(change(position));
  const heard: string[] = [];
  hub.listen((one) => heard.push(one.position), { after: '1', onLost: () => heard.push('lost') });
  shared().tell(change(4));
  expect(heard).toEqual(['2', '3', '4']);
  expect(followers).toHaveLength(1);
});

test('who resumes further back follows alone until both have seen the same, whoever is ahead', async () => {
  const { hub, shared } = open();
  hub.listen(() => {});
  shared().tell(change(5));
  const heard: string[] = [];
  hub.listen((one) => heard.push(one.position), { after: '2', onLost: () => heard.push('lost') });
  const own = followers[1]!;
  expect(own.from).toBe('2');
  own.tell(change(3));
  own.tell(change(4));
  shared().tell(change(6));
  own.tell(change(5));
  expect(heard).toEqual(['3', '4', '5', '6']);
  own.tell(change(6));
  shared().tell(change(7));
  await settled();
  expect(heard).toEqual(['3', '4', '5', '6', '7']);
  expect(own.isStopped).toBe(true);

  const ahead: string[] = [];
  hub.listen((one) => ahead.push(one.position), { after: '0', onLost: () => ahead.push('lost') });
  followers[2]!.tell(change(8));
  shared().tell(change(8));
  followers[2]!.tell(change(9));
  shared().tell(change(9));
  expect(ahead).toEqual(['8', '9']);
});

test('who left while catching up is told nothing more', async () => {
  const { hub, shared } = open();
  const heard: string[] = [];
  const stop = hub.listen((one) => heard.push(one.position), { after: '0', onLost: () => heard.push('lost') });
  stop();
  followers[1]!.tell(change(1));
  shared().tell(change(1));
  await settled();
  expect(heard).toEqual([]);
  expect(followers[1]!.isStopped).toBe(true);
});

test('who was away for too long is told so, and goes on from now', async () => {
  const { hub, shared } = open();
  let heard = 0;
  let lost = 0;
  hub.listen(() => (heard += 1), { after: 'long ago', onLost: () => (lost += 1) });
  for (let position = 1; position <= 20_000; position += 1) followers[1]!.tell(change(position));
  expect([heard, lost]).toEqual([20_000, 1]);
  followers[1]!.tell(change(20_001));
  shared().tell(change(30_000));
  await settled();
  expect([heard, lost, followers[1]!.isStopped]).toEqual([20_001, 1, true]);
});
