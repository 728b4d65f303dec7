import type { Messages } from '../messages.tsx';

export const retention: Messages['settings']['retention'] = {
  title: 'Wie lange Bilder aufgehoben werden',
  lead: 'Bilder und Wärmebilder gehen, wenn ihre Zeit um ist. Die Datensätze mit Urteil und Wert bleiben für immer.',
  days: verdict => `Tage für ${verdict}`,
  forEver: 'Leer: für immer',
  jobDays: 'Tage für beendete Aufträge',
  jobDaysHint:
    'Mit ihnen gehen ihre Ereignisse und Ergebnisse. Gelungene Trainings bleiben. Leer: für immer.',
  jobs: 'Beendete Aufträge',
  budget: 'Höchstens, in GB',
  budgetHint: 'Wird es mehr, gehen die ältesten: zuerst GUT, dann PRÜFEN, dann FEHLER. Leer: keine Grenze.',
  notANumber: 'Erwartet wird eine Zahl ab 0 oder nichts.',
  preview: 'Zeigen, was ginge',
  wouldGo: 'Das ginge jetzt',
  nothingWouldGo: 'Jetzt ginge nichts.',
  bytes: 'Platz, der frei wird',
  overBudget: size => `Was bleibt, läge noch um ${size} über der Grenze.`,
  save: 'Speichern',
  saveHint: 'Gespeicherte Einstellungen werden jede Stunde angewandt.',
  saved: 'Die Einstellungen wurden gespeichert.',
  apply: 'Speichern und jetzt entfernen',
  applyQuestion: 'Diese Bilder jetzt entfernen?',
  applyLead: (count, size) =>
    `Die Bilder von ${count} Prüfungen (${size}) gehen für immer. Ihre Datensätze bleiben.`,
  removed: (count, size) => `Die Bilder von ${count} Prüfungen wurden entfernt: ${size}.`,
};

export const audit: Messages['settings']['audit'] = {
  title: 'Wer hat was getan',
  actor: 'Wer',
  action: 'Was',
  subject: 'Woran',
  from: 'Von',
  before: 'Bis',
  filter: 'Filtern',
  clear: 'Filter löschen',
  none: 'Zu diesem Filter passt nichts.',
  was: 'Vorher',
  is: 'Nachher',
  field: 'Was',
  noDetails: 'Keine weiteren Einzelheiten.',
  reason: text => `Grund: ${text}`,
  entry: seq => `Eintrag ${seq}`,
  verification: 'Ist das Protokoll so, wie es geschrieben wurde?',
  verificationLead:
    'Liest alle Einträge und findet jeden, der geändert, entfernt, eingefügt oder verschoben wurde.',
  verify: 'Verifizieren',
  sound: entries => `Alle ${entries} Einträge sind so, wie sie geschrieben wurden.`,
  fault: seq => `Am Protokoll wurde etwas verändert: Eintrag ${seq}.`,
  end: 'Notieren Sie dieses Ende anderswo; damit wird auch ein Protokoll erkannt, das ganz neu geschrieben wurde.',
};

export const reasons: Messages['settings']['reasons'] = {
  title: 'Gründe, die eine Nachprüfung nennen kann',
  lead: 'Sie erscheinen als Tasten in der Nachprüfung und im Pareto-Diagramm. Alte Nachprüfungen behalten ihre Gründe.',
  label: 'Text',
  code: 'Kürzel',
  codeHint: 'Für die Statistik: Kleinbuchstaben, Ziffern und _.',
  usedFor: 'Für',
  actions: { confirm: 'Bestätigen', overrule: 'Überstimmen', escape: 'Schlupf' },
  removeReason: label => `${label} entfernen`,
  add: 'Grund hinzufügen',
  save: 'Speichern',
  saved: 'Die Gründe wurden gespeichert.',
  faults: {
    label: 'Ein Grund hat keinen Text.',
    code: 'Ein Kürzel hat andere Zeichen als Kleinbuchstaben, Ziffern und _ oder beginnt mit einer Ziffer.',
    twice: 'Ein Kürzel kommt zweimal vor.',
    actions: 'Ein Grund ist für nichts: Kreuzen Sie mindestens eines an.',
  },
};

export const backup: Messages['settings']['backup'] = {
  title: 'Datensicherung',
  lead: 'Kopiert Verlauf, Bilder und Modelle in einen Ordner auf dem Server, während er weiter prüft.',
  postgres: 'Die Datenbank ist PostgreSQL: Deren eigene Programme sichern sie, hier nur Bilder und Modelle.',
  last: 'Letzte Sicherung',
  none: 'Es gibt noch keine Sicherung.',
  run: 'Jetzt sichern',
  running: 'Es wird gesichert. Das kann Minuten dauern.',
  made: (files, size) => `${files} Dateien, ${size}`,
  missing: count => `${count} Bilder fehlen oder sind beschädigt und sind nicht dabei.`,
  restore: 'Um eine zurückzuspielen, halten Sie den Server an und rufen auf:',
};
