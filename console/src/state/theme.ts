import { useEffect, useState } from 'react';

const KEY = 'hawser.theme';
const DARK_CLASS = 'pf-v6-theme-dark';

/** Light or dark: as chosen, else as the system has it. */
export function useTheme(): { readonly isDark: boolean; readonly switchTheme: () => void } {
  const [isDark, setIsDark] = useState(
    () =>
      (localStorage.getItem(KEY) ??
        (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark',
  );
  useEffect(() => {
    document.documentElement.classList.toggle(DARK_CLASS, isDark);
  }, [isDark]);
  const switchTheme = () => {
    localStorage.setItem(KEY, isDark ? 'light' : 'dark');
    setIsDark(!isDark);
  };
  return { isDark, switchTheme };
}
