// Every place where it stands, in groups: each place can be left, each group at once. Texts are text, with the sought words
// marked in them.
import { useEffect, useMemo, useRef } from 'react';
import type { Trace } from '../../../../contracts/memory.ts';
import { Time } from '../../../components/reading/time.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { groupsOf, markedParts, type TraceGroup } from '../../../stores/memory/forgetting.ts';
import { TRACE_GROUPS } from '../memory-words.ts';

export interface TraceGroupsProps {
  readonly traces: readonly Trace[];
  readonly keys: ReadonlySet<string>;
  readonly query: string;
}

export function TraceGroups({ traces, keys, query }: TraceGroupsProps) {
  const groups = useMemo(() => groupsOf(traces), [traces]);
  return groups.map((group) => <Group key={group.kind} group={group} keys={keys} query={query} />);
}

interface GroupProps {
  readonly group: TraceGroup;
  readonly keys: ReadonlySet<string>;
  readonly query: string;
}

function Group({ group: { kind, traces }, keys, query }: GroupProps) {
  const app = useApp();
  const { toggle } = app.memory.forgetting;
  const count = traces.filter(({ key }) => keys.has(key)).length;
  const box = useRef<HTMLInputElement>(null);
  const isPart = count > 0 && count < traces.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPart;
  }, [isPart]);
  const name = TRACE_GROUPS[kind];
  return (
    <fieldset className="traces">
      <legend className="only-heard">{name}</legend>
      <label className="traces-head">
        <input
          ref={box}
          type="checkbox"
          checked={count === traces.length}
          onChange={(event) =>
            toggle(
              traces.map(({ key }) => key),
              event.currentTarget.checked,
            )
          }
        />
        <span className="text-strong">{name}</span>
        <span className="text-quiet">
          {count} of {traces.length}
        </span>
      </label>
      {traces.map((trace) => (
        <label key={trace.key} className="trace">
          <input
            type="checkbox"
            checked={keys.has(trace.key)}
            onChange={(event) => toggle([trace.key], event.currentTarget.checked)}
          />
          <span className="trace-words">
            <bdi className="trace-text">
              {markedParts(trace.text, query).map(({ at, text, isMarked }) =>
                isMarked ? <mark key={at}>{text}</mark> : text,
              )}
            </bdi>
            <span className="trace-where">
              {trace.where}
              {trace.where !== null && trace.at !== null && ' · '}
              {trace.at !== null && <Time at={trace.at} />}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
