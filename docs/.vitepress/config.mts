import type { DefaultTheme, UserConfig } from 'vitepress';

const page = (text: string, name: string): DefaultTheme.SidebarItem => ({ text, link: `/${name}` });

const SIDEBAR: DefaultTheme.SidebarItem[] = [
  {
    text: 'Begin',
    items: [page('Getting started', 'start'), page('Recipes', 'recipes'), page('Troubleshooting', 'troubleshooting')],
  },
  {
    text: 'Define alerts',
    items: [
      page('Rules', 'rules'),
      page('Alerts', 'alerts'),
      page('Incidents', 'incidents'),
      page('Options', 'options'),
    ],
  },
  {
    text: 'Run it',
    items: [
      page('What is seen', 'everywhere'),
      page('Delivery', 'delivery'),
      page('Fleets', 'fleets'),
      page('Privacy', 'privacy'),
      page('Testing', 'testing'),
      page('Command line', 'command-line'),
      page('Modules and bundlers', 'bundlers'),
    ],
  },
  {
    text: 'Platforms',
    items: [
      page('Platforms and keys', 'platforms'),
      page('Moving to JSM', 'moving-to-jsm'),
      page('From flask-opsgenie', 'from-flask-opsgenie'),
    ],
  },
  {
    text: 'How well it works',
    items: [page('Alert quality', 'alert-quality'), page('Performance', 'performance'), page('Internals', 'internals')],
  },
  {
    text: 'API reference',
    items: [
      page('nestjs-opsgenie', 'api/'),
      page('nestjs-opsgenie/testing', 'api/testing/'),
      page('nestjs-opsgenie/terminus', 'api/terminus/'),
    ],
  },
];

/** The anchors that the tests of the pages check, and that GitHub gives. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-');
}

// A link to a page that does not exist fails the build.
export default {
  title: 'nestjs-opsgenie',
  description: 'Alerts on Opsgenie and Jira Service Management for NestJS: one page per incident.',
  lang: 'en',
  outDir: '../.cache/docs',
  cacheDir: '../.cache/vitepress',
  cleanUrls: true,
  markdown: { anchor: { slugify: anchorOf } },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/' },
      { text: 'API reference', link: '/api/' },
    ],
    sidebar: SIDEBAR,
    outline: [2, 3],
    search: { provider: 'local' },
  },
} satisfies UserConfig<DefaultTheme.Config>;
