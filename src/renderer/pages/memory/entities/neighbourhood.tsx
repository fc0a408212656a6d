// The picture of a neighbourhood, drawn by us. What it shows stands below it as a list too, for those who do not see it;
// kinds are told by shape and word. Each node is a link, in reading order, and Enter goes there.
import { type KeyboardEvent, useId, useMemo, useRef } from 'react';
import type { EntityKind, EntityView } from '../../../../contracts/entities.ts';
import { useApp } from '../../../stores/chat-stores.ts';
import type { OpenEntity } from '../../../stores/memory/entities.ts';
import { countedAs, ENTITY_KINDS } from '../memory-words.ts';
import { useWidth } from '../use-width.ts';
import type { Box } from './drawing.ts';
import { layOut, PICTURE_HEIGHT, type PlacedNode, type PlacedTie } from './neighbourhood-layout.ts';

const MAX_WIDTH = 760;
const MIN_WIDTH = 260;

export function Neighbourhood({ opened }: { readonly opened: OpenEntity }) {
  const { entity, neighbours, relations } = opened;
  const place = useRef<HTMLDivElement>(null);
  const width = Math.min(MAX_WIDTH, useWidth(place));
  const picture = useMemo(
    () => (width < MIN_WIDTH ? null : layOut(entity, neighbours, relations, width)),
    [entity, neighbours, relations, width],
  );
  const arrow = useId();
  return (
    <figure className="picture">
      <div ref={place} className="picture-place">
        {picture && (
          // biome-ignore lint/a11y/useSemanticElements: a drawing holds no fieldset
          <svg
            role="group"
            aria-label={`${entity.name} and ${countedAs(picture.nodes.length - 1, 'neighbour')}`}
            width={picture.width}
            height={PICTURE_HEIGHT}
            viewBox={`0 0 ${picture.width} ${PICTURE_HEIGHT}`}
          >
            <defs>
              <marker
                id={arrow}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto-start-reverse"
              >
                <path className="tie-arrow" d="M0 0 8 4 0 8z" />
              </marker>
            </defs>
            {picture.ties.map((tie) => (
              <TieLine key={tie.key} tie={tie} arrow={arrow} centreId={entity.id} />
            ))}
            {picture.ties.map((tie) => tie.label && <TieWords key={tie.key} label={tie.label} />)}
            {picture.nodes.map((node) => (
              <Node key={node.entity.id} node={node} />
            ))}
          </svg>
        )}
      </div>
      {picture && picture.more > 0 && (
        <figcaption className="text-quiet">And {picture.more} more, in the list below.</figcaption>
      )}
    </figure>
  );
}

interface TieLineProps {
  readonly tie: PlacedTie;
  readonly arrow: string;
  readonly centreId: string;
}

function TieLine({ tie: { line, title, isMutual, fromId, toId }, arrow, centreId }: TieLineProps) {
  const { start, bend, end } = line;
  const isOfCentre = fromId === centreId || toId === centreId;
  return (
    <path
      className={isOfCentre ? 'tie' : 'tie tie-among'}
      d={
        bend === null
          ? `M${start.x} ${start.y}L${end.x} ${end.y}`
          : `M${start.x} ${start.y}Q${bend.x} ${bend.y} ${end.x} ${end.y}`
      }
      markerEnd={`url(#${arrow})`}
      markerStart={isMutual ? `url(#${arrow})` : undefined}
    >
      <title>{title}</title>
    </path>
  );
}

function TieWords({ label: { text, box } }: { readonly label: NonNullable<PlacedTie['label']> }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can have the keyboard; the list below says it
    <g aria-hidden="true">
      <rect className="tie-ground" x={box.x} y={box.y} width={box.width} height={box.height} rx="3" />
      <text className="tie-words" x={box.x + box.width / 2} y={box.y + box.height / 2}>
        {text}
      </text>
    </g>
  );
}

function Node({ node: { entity, box, label, isCentre } }: { readonly node: PlacedNode }) {
  const app = useApp();
  const middle = box.x + box.width / 2;
  const drawing = (
    <>
      <title>{linkWords(entity)}</title>
      <path className="node-shape" d={outlineOf(entity.kind, box)} />
      <text className="node-name" x={middle} y={box.y + box.height / 2 - (isCentre ? 6 : 5)}>
        {label}
      </text>
      <text className="node-kind" x={middle} y={box.y + box.height / 2 + (isCentre ? 10 : 8)}>
        {ENTITY_KINDS[entity.kind].word}
      </text>
    </>
  );
  if (isCentre) return <g className="node node-centre">{drawing}</g>;
  const go = () => void app.memory.entities.show(entity.id);
  const goOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    go();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an anchor would need an address, and there is none
    <g className="node" role="link" tabIndex={0} onClick={go} onKeyDown={goOnEnter}>
      {drawing}
    </g>
  );
}

function linkWords({ name, kind }: EntityView): string {
  return `${name}, ${ENTITY_KINDS[kind].word.toLowerCase()}`;
}

/** Each kind has its outline: round ends, cut corners, corners, rounded corners, a slant. */
function outlineOf(kind: EntityKind, { x, y, width, height }: Box): string {
  const right = x + width;
  const bottom = y + height;
  const cut = 10;
  switch (kind) {
    case 'person':
      return rounded(x, y, right, bottom, height / 2);
    case 'thing':
      return rounded(x, y, right, bottom, 6);
    case 'organisation':
      return `M${x} ${y}H${right}V${bottom}H${x}Z`;
    case 'place':
      return `M${x + cut} ${y}H${right - cut}L${right} ${y + height / 2}L${right - cut} ${bottom}H${x + cut}L${x} ${y + height / 2}Z`;
    case 'project':
      return `M${x + cut} ${y}H${right}L${right - cut} ${bottom}H${x}Z`;
  }
}

function rounded(x: number, y: number, right: number, bottom: number, radius: number): string {
  const arc = `A${radius} ${radius} 0 0 1`;
  return `M${x + radius} ${y}H${right - radius}${arc} ${right} ${y + radius}V${bottom - radius}${arc} ${right - radius} ${bottom}H${x + radius}${arc} ${x} ${bottom - radius}V${y + radius}${arc} ${x + radius} ${y}Z`;
}
