// A QR code drawn from rows of `0` and `1`: dark on light in every theme, for a camera must read it.

interface QrPictureProps {
  readonly rows: readonly string[];
  readonly label: string;
}

export function QrPicture({ rows, label }: QrPictureProps) {
  const path = rows
    .flatMap((row, y) => [...row].map((cell, x) => (cell === '1' ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      className="qr-picture"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      shapeRendering="crispEdges"
    >
      <rect className="qr-light" width={rows.length} height={rows.length} />
      <path className="qr-dark" d={path} />
    </svg>
  );
}
