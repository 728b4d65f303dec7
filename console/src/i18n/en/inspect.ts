export const inspect = {
  mayNot: 'Your role may look at inspections, but not inspect.',
  category: {
    label: 'Category',
    hint: 'The picture must show a part of this category.',
    broken: (name: string) => `${name} (cannot be used)`,
  },
  intake: {
    drop: 'Drop pictures here, or paste them',
    letGo: 'Let go to inspect',
    browse: 'Choose pictures',
  },
  camera: {
    title: 'Camera',
    picture: 'What the camera sees',
    device: 'Which camera',
    any: 'Any',
    capture: 'Take a picture',
    close: 'Close the camera',
    errors: (name: string) => {
      if (name === 'NotAllowedError')
        return 'The browser does not let this page use a camera. Allow it beside the address.';
      if (name === 'CameraLost') return 'The camera is gone. Plug it in and try again.';
      if (name === 'NotFoundError') return 'No camera was found. Plug one in and open the camera again.';
      if (name === 'NotReadableError') return 'Another program uses the camera. Close it and try again.';
      if (name === 'TypeError')
        return 'Browsers give no camera to pages without encryption. Open this page with https, or on the server itself.';
      return `The camera cannot be used (${name}).`;
    },
  },
  labels: {
    title: 'About the part',
    serialHint: 'For the next single picture.',
    names: {
      serial: 'Serial number',
      lot: 'Lot',
      line: 'Line',
      station: 'Station',
      operator: 'Operator',
    },
  },
  empty: {
    title: 'The verdict will stand here',
    lead: 'Drop, paste or choose one picture or hundreds, or take one with the camera.',
  },
  verdict: {
    above: (score: string, threshold: string) => `Score ${score} is above the threshold of ${threshold}.`,
    between: (score: string, review: string, threshold: string) =>
      `Score ${score} lies between ${review} and ${threshold}.`,
    below: (score: string, threshold: string) => `Score ${score} is below the threshold of ${threshold}.`,
    usual: 'Many good parts look like this.',
    pValue: (value: string) => `p-value ${value}.`,
    oneIn: (count: string) => `At most about 1 in ${count} good parts looks as unusual as this.`,
  },
  reviewed: {
    good: (name: string) => `${name} has said: this part is good.`,
    bad: (name: string) => `${name} has said: this part is defective.`,
  },
  actions: {
    confirm: 'Confirm the defect',
    overrule: 'The part is good',
    escape: 'Report a missed defect',
    teach: 'Teach as good',
    again: 'Inspect again',
    report: 'Report',
  },
  review: {
    confirm: 'Confirm the defect',
    overrule: 'The part is good',
    escape: 'Report a missed defect',
    leads: {
      confirm: 'The part counts as defective. What is wrong with it?',
      overrule: 'The part counts as good. Why was it rejected?',
      escape: 'The part was passed but is defective. What is wrong with it?',
    },
    reason: 'Reason',
    note: 'Note',
    done: {
      confirm: 'Recorded: the part is defective.',
      overrule: 'Recorded: the part is good.',
      escape: 'Recorded: a defect was missed.',
    },
  },
  teach: {
    title: 'Teach as good',
    lead: 'The model learns that parts like this one are good. Known pictures are inspected first: if any would be judged worse, the model stays as it is.',
    reason: 'Why',
    password: 'Your password',
    passwordHint: 'A change of the model is signed.',
    meaning: 'approved for production',
    submit: 'Teach',
    running: 'The model learns and is checked …',
    used: (version: string) => `Learned. Version ${version} is in use now.`,
    notUsed: (version: string, worse: string) =>
      `Version ${version} was made but is not in use: it would judge ${worse} known pictures worse.`,
  },
  queue: {
    title: (over: string, all: string) => `${over} of ${all} done`,
    progress: 'Inspected pictures',
    counts: 'Verdicts so far',
    list: 'Pictures',
    pause: 'Pause',
    resume: 'Go on',
    cancel: 'Stop',
    clear: 'Clear the list',
    retry: (count: string) => `Try ${count} again`,
    again: 'Again',
    retryOne: (name: string) => `Try ${name} again`,
    failed: (count: string) => `${count} not inspected`,
    paused: 'Paused.',
    now: 'Try now',
    holds: {
      offline: 'The server cannot be reached. The pictures wait and go on by themselves.',
      busy: 'The server is busy. The pictures wait and go on by themselves.',
      logged_out: 'You are no longer logged in. Log in and go on.',
    },
    states: {
      waiting: 'Waits',
      sending: 'Is inspected',
      done: 'Inspected',
      failed: 'Not inspected',
      cancelled: 'Stopped before it was inspected',
    },
    next: 'Next picture of the list',
    previous: 'Previous picture of the list',
  },
  sending: {
    tooLarge: (bytes: number) =>
      `The file has ${Math.round(bytes / 1e6)} MB; at most 200 MB can be inspected. Save the picture smaller.`,
    brokeOff:
      'The connection broke off while this picture was sent, though the server answers. Look whether the file still exists, and try again.',
  },
};
