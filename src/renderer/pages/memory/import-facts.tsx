// What stands in a chosen file, as far as it can be shown: how much, whose it becomes, some of it, and what is left out.
import type { ImportPreview } from '../../../contracts/memory.ts';
import { DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { Facts } from '../../components/layout/facts.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';

export function ImportFacts({ preview }: { readonly preview: ImportPreview }) {
  const { fresh, known, leftOut, leftOutCount, people, sample, names, nameSample } = preview;
  return (
    <>
      <Facts
        lines={[
          { name: 'New', value: fresh.toLocaleString('en') },
          ...people.map(({ person, count }) => ({
            name: person === 'You' ? 'Yours' : `Of ${person}`,
            value: count.toLocaleString('en'),
          })),
          { name: 'New names', value: names.toLocaleString('en') },
          { name: 'Known already', value: known.toLocaleString('en') },
          { name: 'Left out', value: leftOutCount.toLocaleString('en') },
        ]}
      />
      {sample.length > 0 && (
        <section>
          <h3 className="opens-label">Some of the new ones</h3>
          <ul className="around">
            {sample.map(({ text, person, pinned }) => (
              <li key={`${person} ${text}`}>
                <ExactText text={text} />
                <div className="text-quiet">
                  {person}
                  {pinned && ' · pinned in the file'}
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      {nameSample.length > 0 && (
        <section>
          <h3 className="opens-label">Some of the new names of people and things</h3>
          <ul className="around">
            {nameSample.map((name) => (
              <li key={name}>
                <ExactText text={name} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {leftOut.length > 0 && (
        <DisclosureRow title="Left out, and why">
          <ul className="around">
            {leftOut.map(({ text, reason }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and a file may say the same twice
              <li key={at}>
                <ExactText text={text} />
                <div className="text-quiet">{reason}</div>
              </li>
            ))}
          </ul>
          {leftOutCount > leftOut.length && (
            <p className="text-quiet">And {(leftOutCount - leftOut.length).toLocaleString('en')} more.</p>
          )}
        </DisclosureRow>
      )}
    </>
  );
}
