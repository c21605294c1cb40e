import { hex, letters, type TokenForm } from './token-form.js';

/** Language models and their tools. */
export const MODELS: readonly TokenForm[] = [
  // Keys contain digits early, unlike `sk-component-loader-very-long-name`.
  {
    name: 'OpenAI, Anthropic, DeepSeek and OpenRouter key',
    pattern: /[sp]k-(?=[\w-]{0,63}\d)[\w-]{20,}/,
    example: `sk-proj-${letters(48)}`,
    source: 'https://platform.openai.com/docs/api-reference/authentication',
  },
  {
    name: 'Anthropic key',
    pattern: /sk-ant-[\w-]{12,}/,
    example: `sk-ant-api03-${letters(93)}AA`,
    source: 'https://docs.anthropic.com/en/api/overview',
  },
  {
    name: 'Hugging Face token',
    pattern: /hf_[A-Za-z0-9]{16,}|api_org_[A-Za-z0-9]{16,}/,
    example: `hf_${letters(34)}`,
    source: 'https://huggingface.co/docs/hub/security-tokens',
  },
  {
    name: 'Replicate token',
    pattern: /r8_[A-Za-z0-9]{20,}/,
    example: `r8_${letters(37)}`,
    source: 'https://replicate.com/docs/topics/security/api-tokens',
  },
  {
    name: 'Groq key',
    pattern: /gsk_[A-Za-z0-9]{20,}/,
    example: `gsk_${letters(52)}`,
    source: 'https://console.groq.com/docs/quickstart',
  },
  {
    name: 'Perplexity key',
    pattern: /pplx-[A-Za-z0-9]{20,}/,
    example: `pplx-${letters(48)}`,
    source: 'https://docs.perplexity.ai/guides/api-key-management',
  },
  {
    name: 'xAI key',
    pattern: /xai-[A-Za-z0-9]{20,}/,
    example: `xai-${letters(80)}`,
    source: 'https://docs.x.ai/docs/key-information/',
  },
  {
    name: 'Cerebras key',
    pattern: /csk-[a-z0-9]{20,}/,
    example: `csk-${hex(48)}`,
    source: 'https://inference-docs.cerebras.ai/quickstart',
  },
  {
    name: 'NVIDIA key',
    pattern: /nvapi-[\w-]{20,}/,
    example: `nvapi-${letters(64)}`,
    source: 'https://docs.nvidia.com/nim/',
  },
  {
    name: 'Pinecone key',
    pattern: /pcsk_[A-Za-z0-9]{4,}(?:_[A-Za-z0-9]*)?/,
    example: `pcsk_${letters(6)}_${letters(63)}`,
    source: 'https://docs.pinecone.io/guides/projects/manage-api-keys',
  },
  {
    name: 'LangSmith key',
    pattern: /lsv2_(?:pt|sk)_[\da-f_]{16,}/,
    example: `lsv2_pt_${hex(32)}_${hex(10)}`,
    source:
      'https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key',
  },
  {
    name: 'Together key',
    pattern: /tgp_v\d_[\w-]{16,}/,
    example: `tgp_v1_${letters(43)}`,
    source: 'https://docs.together.ai/reference/authentication-1',
  },
  {
    name: 'Fireworks key',
    pattern: /fw_(?=[A-Za-z]{0,31}\d)[A-Za-z0-9]{20,}/,
    example: `fw_${letters(24)}`,
    source: 'https://docs.fireworks.ai/api-reference/introduction',
  },
  {
    name: 'Tavily key',
    pattern: /tvly-[\w-]{16,}/,
    example: `tvly-dev-${letters(32)}`,
    source: 'https://docs.tavily.com/documentation/api-reference/introduction',
  },
  {
    name: 'Jina key',
    pattern: /jina_(?=[A-Za-z_-]{0,31}\d)[\w-]{20,}/,
    example: `jina_${hex(32)}${letters(28)}`,
    source: 'https://jina.ai/reader/',
  },
  {
    name: 'Firecrawl key',
    pattern: /fc-[\da-f]{20,}/,
    example: `fc-${hex(32)}`,
    source: 'https://docs.firecrawl.dev/introduction',
  },
  {
    name: 'ElevenLabs key',
    pattern: /sk_[\da-f]{40,}/,
    example: `sk_${hex(48)}`,
    source: 'https://elevenlabs.io/docs/api-reference/authentication',
  },
  { name: 'E2B key', pattern: /e2b_[\da-f]{20,}/, example: `e2b_${hex(40)}`, source: 'https://e2b.dev/docs/api-key' },
];
