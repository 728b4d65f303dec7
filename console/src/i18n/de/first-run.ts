import type { Messages } from '../messages.tsx';

export const firstRun: Messages['firstRun'] = {
  title: 'Von guten Teilen zum ersten Urteil',
  lead: 'InspectAI lernt allein von Bildern guter Teile. Es dauert etwa zwei Minuten.',
  steps: {
    pictures: '30 gute Bilder ablegen',
    picturesLead:
      'Gleiche Kamera, gleiches Licht, gleicher Ort wie in der Produktion. Bilder von Fehlern braucht es nicht.',
    training: 'Lernen lassen',
    trainingLead: 'Etwa eine Minute für 30 Bilder. Sie können zusehen.',
    verdict: 'Das erste Teil prüfen',
    verdictLead: 'Legen Sie ein neues Bild ab: GUT, PRÜFEN oder FEHLER, und wo.',
  },
  step: number => `Schritt ${number}`,
  states: { done: 'erledigt', now: 'jetzt', later: 'später' },
  begin: 'Gute Bilder wählen',
  learning: category => `${category} wird gelernt`,
  watch: 'Dem Training zusehen',
  failed: category => `Das Training von ${category} ist fehlgeschlagen.`,
  look: 'Nachsehen, warum',
  sample:
    'Keine Bilder zur Hand? Halten Sie diesen Server an und starten Sie ihn mit einem gezeichneten Beispiel:',
  notAllowed: 'Noch wurde nichts gelernt. Technik oder Administration beginnt hier.',
  almost: 'Fast geschafft: Legen Sie unten das Bild eines Teils ab, dann kommt das erste Urteil.',
  reached: 'Das war das erste Urteil. Jede Prüfung wird im Verlauf aufgehoben.',
};
