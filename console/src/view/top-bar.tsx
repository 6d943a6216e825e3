import {
  Button,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import { LanguageIcon, MoonIcon, SunIcon } from '@patternfly/react-icons';
import { signOut } from '../api/sign-out.ts';
import { useSessions } from '../state/session.tsx';
import { useTheme } from '../state/theme.ts';
import { useLanguage } from '../texts/language.tsx';

/** Name, language, light or dark, and who has signed in. */
export function TopBar() {
  const { texts, switchLanguage } = useLanguage();
  const { session, leave } = useSessions();
  const { isDark, switchTheme } = useTheme();
  const out = () => {
    if (session !== null) void signOut(session.token);
    leave();
  };
  return (
    <Masthead>
      <MastheadMain>
        <MastheadBrand>
          <MastheadLogo component="span">
            <img src="/hawser.svg" alt="" width="32" height="32" />
            <span className="hawser-name">{texts.product}</span>
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isStatic>
          <ToolbarContent>
            <ToolbarGroup align={{ default: 'alignEnd' }} gap={{ default: 'gapSm' }}>
              {session !== null && (
                <ToolbarItem alignSelf="center" visibility={{ default: 'hidden', md: 'visible' }}>
                  {texts.signIn.as(session.person.user, texts.signIn.roles[session.person.role])}
                </ToolbarItem>
              )}
              <ToolbarItem>
                <Button
                  variant="plain"
                  icon={<LanguageIcon />}
                  onClick={switchLanguage}
                  lang={texts.language === 'en' ? 'zh-CN' : 'en'}
                >
                  {texts.otherLanguage}
                </Button>
              </ToolbarItem>
              <ToolbarItem>
                <Button
                  variant="plain"
                  icon={isDark ? <SunIcon /> : <MoonIcon />}
                  aria-label={texts.lightOrDark}
                  onClick={switchTheme}
                />
              </ToolbarItem>
              {session !== null && (
                <ToolbarItem>
                  <Button variant="secondary" onClick={out}>
                    {texts.signIn.out}
                  </Button>
                </ToolbarItem>
              )}
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
}
