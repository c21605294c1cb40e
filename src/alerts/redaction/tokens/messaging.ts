import { hex, letters, type TokenForm, UUID } from './token-form.js';

/** Chat, e-mail, telephony, social networks and customer data. In a webhook URL, the host stays visible. */
export const MESSAGING: readonly TokenForm[] = [
  {
    name: 'Slack token',
    pattern: /xox[a-z](?:\.xox[a-z])?-[\w-]{10,}|xapp-[\w-]{10,}/,
    example: `xoxb-123456789012-1234567890123-${letters(24)}`,
    source: 'https://docs.slack.dev/authentication/tokens',
  },
  {
    name: 'Slack webhook',
    pattern: /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/]{8,}/,
    example: `https://hooks.slack.com/services/T0000/B0000/${letters(24)}`,
    source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  },
  {
    name: 'Discord webhook',
    pattern: /(?<=discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/)\d{1,24}\/[\w-]{8,}/,
    example: `https://discord.com/api/webhooks/123456789012345678/${letters(68)}`,
    source: 'https://discord.com/developers/docs/resources/webhook',
  },
  {
    name: 'Discord bot token',
    pattern: /[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{20,}/,
    example: `M${letters(25)}.${letters(6)}.${letters(38)}`,
    source: 'https://discord.com/developers/docs/reference#authentication',
  },
  {
    name: 'Microsoft Teams webhook',
    pattern: /(?<=\.webhook\.office\.com\/webhookb2\/)[\w@/-]{8,}/,
    example: `https://shop.webhook.office.com/webhookb2/${UUID}@${UUID}/IncomingWebhook/${hex(32)}/${UUID}`,
    source: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
  },
  {
    name: 'Zapier, Make and IFTTT webhook',
    pattern:
      /(?<=hooks\.zapier\.com\/hooks\/(?:catch|standard)\/|hook\.\w{1,8}\.make\.com\/|maker\.ifttt\.com\/trigger\/\w{1,64}\/(?:json\/)?with\/key\/)[\w/-]{8,}/,
    example: `https://hooks.zapier.com/hooks/catch/1234567/${letters(8)}`,
    source: 'https://help.zapier.com/hc/en-us/articles/8496288690317',
  },
  {
    name: 'Telegram bot token',
    pattern: /(?:bot)?\d{6,12}:(?=[a-z\d_-]{0,34}[A-Z])(?=[A-Za-z_-]{0,34}\d)[\w-]{30,}/,
    example: `123456789:AA${letters(33)}`,
    source: 'https://core.telegram.org/bots/api#authorizing-your-bot',
  },
  {
    name: 'Twilio key',
    pattern: /SK[\da-f]{32}/,
    example: `SK${hex(32)}`,
    source: 'https://www.twilio.com/docs/iam/api-keys',
  },
  {
    name: 'SendGrid key',
    pattern: /SG\.[\w-]{16,}(?:\.[\w-]*)?/,
    example: `SG.${letters(22)}.${letters(43)}`,
    source: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
  },
  {
    name: 'Mailgun key',
    pattern: /(?:pub)?key-[\da-f]{20,}|[\da-f]{32}-[\da-f]{8}-[\da-f]{8}/,
    example: `key-${hex(32)}`,
    source: 'https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth',
  },
  {
    name: 'Mailchimp key',
    pattern: /[\da-f]{32}-us\d{1,3}|md-(?=[A-Za-z_-]{0,21}\d)[\w-]{20,}/,
    example: `${hex(32)}-us12`,
    source: 'https://mailchimp.com/developer/marketing/guides/quick-start/',
  },
  {
    name: 'Brevo key',
    pattern: /x(?:keysib|smtpsib)-[\w-]{16,}/,
    example: `xkeysib-${hex(64)}-${letters(16)}`,
    source: 'https://developers.brevo.com/docs/getting-started',
  },
  {
    name: 'MailerSend token',
    pattern: /mlsn\.[\w-]{16,}/,
    example: `mlsn.${hex(64)}`,
    source: 'https://developers.mailersend.com/general.html#authentication',
  },
  {
    name: 'Resend key',
    pattern: /re_[A-Za-z0-9]{6,}_(?=[A-Za-z]{0,31}\d)[A-Za-z0-9]{12,}/,
    example: `re_${letters(8)}_${letters(24)}`,
    source: 'https://resend.com/docs/dashboard/api-keys/introduction',
  },
  {
    name: 'OneSignal key',
    pattern: /os_v2_[a-z]{3}_[a-z0-9]{20,}/,
    example: `os_v2_app_${hex(100)}`,
    source: 'https://documentation.onesignal.com/docs/keys-and-ids',
  },
  {
    name: 'Firebase messaging key',
    pattern: /AAAA[\w-]{7}:[\w-]{40,}/,
    example: `AAAA${letters(7)}:APA91b${letters(134)}`,
    source: 'https://firebase.google.com/docs/cloud-messaging',
  },
  {
    name: 'Meta token',
    pattern: /EAA[A-Z][A-Za-z0-9]{20,}|IG[QA](?=[A-Za-z_-]{0,31}\d)[\w-]{20,}|\d{15,16}\|[\w-]{20,}/,
    example: `EAAM${letters(120)}`,
    source: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/',
  },
  {
    name: 'X bearer token',
    pattern: /A{18,}[\w%-]{20,}/,
    example: `${'A'.repeat(22)}${letters(80)}`,
    source: 'https://docs.x.com/resources/fundamentals/authentication/overview',
  },
  {
    name: 'Dropbox token',
    pattern: /sl\.(?:u\.)?(?=[A-Za-z_-]{0,31}\d)[\w-]{20,}/,
    example: `sl.u.${letters(135)}`,
    source: 'https://developers.dropbox.com/oauth-guide',
  },
  {
    name: 'HubSpot token',
    pattern: /pat-[a-z]{2}\d-[\da-f-]{8,}/,
    example: `pat-na1-${UUID}`,
    source: 'https://developers.hubspot.com/docs/guides/apps/private-apps/overview',
  },
  {
    name: 'Salesforce session',
    pattern: /00D[A-Za-z0-9]{12,15}![\w.]{16,}/,
    example: `00D${letters(12)}!${letters(96)}`,
    source: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/',
  },
  {
    name: 'Zoho token',
    pattern: /1000\.[\da-f]{16,}\.[\da-f]{16,}/,
    example: `1000.${hex(32)}.${hex(32)}`,
    source: 'https://www.zoho.com/accounts/protocol/oauth.html',
  },
  {
    name: 'Telnyx key',
    pattern: /KEY[\dA-F]{20,}(?:_\w*)?/,
    example: `KEY0${hex(31).toUpperCase()}_${letters(22)}`,
    source: 'https://developers.telnyx.com/docs/v2/development/authentication',
  },
  {
    name: 'Nylas key',
    pattern: /nyk_v\d_[A-Za-z0-9]{16,}/,
    example: `nyk_v0_${letters(64)}`,
    source: 'https://developer.nylas.com/docs/v3/auth/',
  },
];
