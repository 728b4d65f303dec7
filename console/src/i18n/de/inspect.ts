import type { Messages } from '../messages.tsx';

export const inspect: Messages['inspect'] = {
  mayNot: 'Ihre Rolle darf Prüfungen ansehen, aber nicht prüfen.',
  category: {
    label: 'Kategorie',
    hint: 'Das Bild muss ein Teil dieser Kategorie zeigen.',
    broken: name => `${name} (nicht verwendbar)`,
  },
  intake: {
    drop: 'Bilder hier ablegen oder einfügen',
    letGo: 'Zum Prüfen loslassen',
    browse: 'Bilder auswählen',
  },
  camera: {
    title: 'Kamera',
    picture: 'Was die Kamera sieht',
    device: 'Welche Kamera',
    any: 'Irgendeine',
    capture: 'Bild aufnehmen',
    close: 'Kamera schließen',
    errors: name => {
      if (name === 'NotAllowedError')
        return 'Der Browser lässt diese Seite keine Kamera benutzen. Erlauben Sie es neben der Adresse.';
      if (name === 'CameraLost')
        return 'Die Kamera ist nicht mehr da. Schließen Sie sie an und versuchen Sie es noch einmal.';
      if (name === 'NotFoundError')
        return 'Keine Kamera gefunden. Schließen Sie eine an und öffnen Sie die Kamera noch einmal.';
      if (name === 'NotReadableError')
        return 'Ein anderes Programm benutzt die Kamera. Schließen Sie es und versuchen Sie es noch einmal.';
      if (name === 'TypeError')
        return 'Browser geben Seiten ohne Verschlüsselung keine Kamera. Öffnen Sie diese Seite mit https oder auf dem Server selbst.';
      return `Die Kamera kann nicht benutzt werden (${name}).`;
    },
  },
  labels: {
    title: 'Über das Teil',
    serialHint: 'Für das nächste einzelne Bild.',
    names: {
      serial: 'Seriennummer',
      lot: 'Los',
      line: 'Linie',
      station: 'Station',
      operator: 'Bediener',
    },
  },
  empty: {
    title: 'Hier wird das Urteil stehen',
    lead: 'Legen Sie ein Bild oder Hunderte ab, fügen Sie sie ein, wählen Sie sie aus oder nehmen Sie eines mit der Kamera auf.',
  },
  verdict: {
    above: (score, threshold) => `Der Wert ${score} liegt über der Schwelle von ${threshold}.`,
    between: (score, review, threshold) => `Der Wert ${score} liegt zwischen ${review} und ${threshold}.`,
    below: (score, threshold) => `Der Wert ${score} liegt unter der Schwelle von ${threshold}.`,
    usual: 'Viele gute Teile sehen so aus.',
    pValue: value => `p-Wert ${value}.`,
    oneIn: count => `Höchstens etwa 1 von ${count} guten Teilen sieht so ungewöhnlich aus.`,
  },
  reviewed: {
    good: name => `${name} hat gesagt: Dieses Teil ist gut.`,
    bad: name => `${name} hat gesagt: Dieses Teil ist fehlerhaft.`,
  },
  actions: {
    confirm: 'Fehler bestätigen',
    overrule: 'Das Teil ist gut',
    escape: 'Übersehenen Fehler melden',
    teach: 'Als gut lernen',
    again: 'Noch einmal prüfen',
    report: 'Bericht',
  },
  review: {
    confirm: 'Fehler bestätigen',
    overrule: 'Das Teil ist gut',
    escape: 'Übersehenen Fehler melden',
    leads: {
      confirm: 'Das Teil zählt als fehlerhaft. Was fehlt ihm?',
      overrule: 'Das Teil zählt als gut. Warum wurde es abgelehnt?',
      escape: 'Das Teil wurde durchgelassen, ist aber fehlerhaft. Was fehlt ihm?',
    },
    reason: 'Grund',
    note: 'Anmerkung',
    done: {
      confirm: 'Festgehalten: Das Teil ist fehlerhaft.',
      overrule: 'Festgehalten: Das Teil ist gut.',
      escape: 'Festgehalten: Ein Fehler wurde übersehen.',
    },
  },
  teach: {
    title: 'Als gut lernen',
    lead: 'Das Modell lernt, dass Teile wie dieses gut sind. Zuvor werden bekannte Bilder geprüft: Würde eines schlechter beurteilt, bleibt das Modell, wie es ist.',
    reason: 'Warum',
    password: 'Ihr Passwort',
    passwordHint: 'Eine Änderung des Modells wird unterschrieben.',
    meaning: 'für die Produktion freigegeben',
    submit: 'Lernen',
    running: 'Das Modell lernt und wird geprüft …',
    used: version => `Gelernt. Version ${version} ist jetzt in Gebrauch.`,
    notUsed: (version, worse) =>
      `Version ${version} wurde angelegt, ist aber nicht in Gebrauch: Sie würde ${worse} bekannte Bilder schlechter beurteilen.`,
  },
  queue: {
    title: (over, all) => `${over} von ${all} erledigt`,
    progress: 'Geprüfte Bilder',
    counts: 'Urteile bisher',
    list: 'Bilder',
    pause: 'Anhalten',
    resume: 'Weiter',
    cancel: 'Abbrechen',
    clear: 'Liste leeren',
    retry: count => `${count} noch einmal`,
    again: 'Noch einmal',
    retryOne: name => `${name} noch einmal versuchen`,
    failed: count => `${count} nicht geprüft`,
    paused: 'Angehalten.',
    now: 'Jetzt versuchen',
    holds: {
      offline: 'Der Server ist nicht erreichbar. Die Bilder warten und gehen von selbst weiter.',
      busy: 'Der Server ist ausgelastet. Die Bilder warten und gehen von selbst weiter.',
      logged_out: 'Sie sind nicht mehr angemeldet. Melden Sie sich an und machen Sie weiter.',
    },
    states: {
      waiting: 'Wartet',
      sending: 'Wird geprüft',
      done: 'Geprüft',
      failed: 'Nicht geprüft',
      cancelled: 'Vor der Prüfung abgebrochen',
    },
    next: 'Nächstes Bild der Liste',
    previous: 'Voriges Bild der Liste',
  },
  sending: {
    tooLarge: bytes =>
      `Die Datei hat ${Math.round(bytes / 1e6)} MB; höchstens 200 MB können geprüft werden. Speichern Sie das Bild kleiner.`,
    brokeOff:
      'Die Verbindung brach ab, während dieses Bild gesendet wurde, obwohl der Server antwortet. Sehen Sie nach, ob es die Datei noch gibt, und versuchen Sie es noch einmal.',
  },
};
