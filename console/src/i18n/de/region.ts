import type { Messages } from '../messages.tsx';

export const region: Messages['region'] = {
  intro:
    'Was außerhalb des Bereichs liegt, wird weder gelernt noch beurteilt. Er gilt ab dem nächsten Training.',
  inUse: (patches, of) => `Die Version im Einsatz prüft ${patches} von ${of} Stellen eines Bildes.`,
  wholeInUse: 'Die Version im Einsatz prüft ganze Bilder.',
  pending: 'Die Version im Einsatz prüft einen anderen Bereich. Trainieren Sie neu, damit dieser gilt.',
  picture: 'Ein gutes Bild der Kategorie',
  role: 'Was die Form bewirkt',
  roles: { include: 'Prüfen', ignore: 'Auslassen' },
  tool: 'Werkzeug',
  tools: { rectangle: 'Rechteck', polygon: 'Vieleck', brush: 'Pinsel' },
  hints: {
    rectangle: 'Ziehen Sie ein Rechteck über das Bild.',
    polygon: 'Klicken Sie Ecke für Ecke; noch einmal auf die erste oder doppelt, um es zu schließen.',
    brush: 'Malen Sie über das Bild.',
  },
  brushSize: 'Größe des Pinsels',
  shapes: 'Formen',
  none: 'Keine Form: Es werden ganze Bilder geprüft.',
  shape: (number, kind) => `${number}. ${kind}`,
  kinds: { polygon: 'Vieleck', stroke: 'Pinsel', mask: 'Maske' },
  corners: count => `${count} Ecken, in Prozent`,
  coordinate: (shape, corner, axis) => `Form ${shape}, Ecke ${corner}, ${axis} in Prozent`,
  remove: number => `Form ${number} entfernen`,
  add: 'Rechteck hinzufügen',
  undo: 'Rückgängig',
  save: 'Bereich speichern',
  clear: 'Ganze Bilder prüfen',
  saved: 'Der Bereich ist gespeichert. Er gilt ab dem nächsten Training.',
  cleared: 'Der Bereich ist entfernt. Das nächste Training lernt ganze Bilder.',
};
