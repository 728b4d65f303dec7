// Before the first paint, so that a dark page does not flash white. Kept in step with src/theme.ts.
{
  let theme = null;
  try {
    theme = localStorage.getItem('inspectai.theme');
  } catch {
    // storage may be blocked; then the system decides
  }
  const isDark =
    theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}
