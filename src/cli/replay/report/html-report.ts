import { formatCount } from '../../../text/count.js';
import { toPlainText } from '../../../text/plain-text.js';
import { utcTime } from '../../../time/utc-time.js';
import type { Page } from '../playing/page-book.js';
import type { RehearsalResult, ReplayResult } from '../replay-result.js';
import { html, Html } from './html.js';
import { comparison, comparisonLine, durationText, readingLines, summaryText, times } from './result-text.js';
import { STYLE } from './style.js';
import { stretchOf, trafficInColumns } from './timeline.js';

type Span = NonNullable<ReplayResult['span']>;

/** Units of the drawings; the browser stretches them. */
const WIDTH = 1_000;
const PLOT_HEIGHT = 80;

/**
 * The report as one page of HTML, which loads nothing and runs nothing. Everything in it that comes from the log or from the rules is
 * escaped.
 */
export function htmlReport(result: ReplayResult): string {
  const { rehearsals, span } = result;
  const title = rehearsals.length > 1 ? comparisonLine(rehearsals) : rehearsals.map(summaryText).join('');
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${plain(title)}</title>
      <style>
        ${new Html(STYLE)}
      </style>
      <main>
        <h1>${plain(title)}</h1>
        <ul>
          ${readingLines(result).map((line) => html`<li>${plain(line)}</li>`)}
        </ul>
        ${rehearsals.length > 1 ? comparisonTable(rehearsals) : ''}
        ${span === undefined ? '' : trafficPlot(result, span)}
        ${rehearsals.map((rehearsal) => section(rehearsal, span))}
      </main>
    </html> `.text;
}

function comparisonTable(rehearsals: readonly RehearsalResult[]): Html {
  const [head = [], ...rows] = comparison(rehearsals);
  return html`<table class="figures">
    <tr>
      ${head.map((cell) => html`<th scope="col">${plain(cell)}</th>`)}
    </tr>
    ${rows.map(
      ([title = '', ...cells]) =>
        html`<tr>
          <th scope="row">${title.trim()}</th>
          ${cells.map((cell) => html`<td>${cell}</td>`)}
        </tr>`,
    )}
  </table>`;
}

function trafficPlot({ traffic }: ReplayResult, span: Span): Html {
  const { requests, failed } = trafficInColumns(traffic, 240);
  const most = Math.max(1, ...requests);
  const width = WIDTH / Math.max(1, requests.length);
  const bar = (kind: string, count: number, at: number): Html => {
    if (count === 0) return html``;
    // A single failure among millions is still seen.
    const height = Math.max(1.5, (count / most) * PLOT_HEIGHT);
    return html`<rect
      class="${kind}"
      x="${fixed(at * width)}"
      y="${fixed(PLOT_HEIGHT - height)}"
      width="${fixed(width)}"
      height="${fixed(height)}"
    />`;
  };
  return html`<figure>
    <figcaption>Requests, and those that failed: at most ${formatCount(most)} in a column</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${PLOT_HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Requests over time">
      ${requests.map((count, at) => bar('requests', count, at))}${failed.map((count, at) => bar('failed', count, at))}
    </svg>
    <div class="axis"><span>${utcTime(span.from)}</span><span>${utcTime(span.to)}</span></div>
  </figure>`;
}

function section(rehearsal: RehearsalResult, span: Span | undefined): Html {
  const { pages, total, often } = rehearsal;
  const more = total - pages.length;
  return html`<section>
    <h2>${plain(summaryText(rehearsal))}</h2>
    ${
      often.length === 0
        ? ''
        : html`<h3>Most often</h3>
            <ol>
              ${often.map(({ pages: count, message }) => html`<li>${times(count)}: ${plain(message)}</li>`)}
            </ol>`
    }
    ${total === 0 || span === undefined ? '' : pageTable(pages, span)}
    ${more > 0 ? html`<p>and ${formatCount(more)} more, which are only counted</p>` : ''}
  </section>`;
}

function pageTable(pages: readonly Page[], span: Span): Html {
  return html`<table class="pages">
    <tr>
      <th scope="col">Opened</th>
      <th scope="col">Priority</th>
      <th scope="col">Open for</th>
      <th scope="col">When</th>
      <th scope="col">Alert</th>
    </tr>
    ${pages.map((page) => pageRow(page, span))}
  </table>`;
}

function pageRow(page: Page, span: Span): Html {
  const { openedAt, priority, message, description, repeats, closingNote } = page;
  const { from, to } = stretchOf(page, span);
  const width = Math.max(4, (to - from) * WIDTH);
  return html`<tr>
    <td>${utcTime(openedAt)}</td>
    <td><b class="${priority}">${priority}</b></td>
    <td>${durationText(page)}</td>
    <td>
      <svg viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="none" aria-hidden="true">
        <rect
          class="${priority}"
          x="${fixed(Math.min(from * WIDTH, WIDTH - width))}"
          y="2"
          width="${fixed(width)}"
          height="16"
        />
      </svg>
    </td>
    <td>
      <details>
        <summary>${plain(message)}</summary>
        ${description === undefined ? '' : html`<pre>${plain(description)}</pre>`}
        ${repeats === 0 ? '' : html`<p>Raised again ${times(repeats)} while it was open.</p>`}
        ${closingNote === undefined ? '' : html`<pre>${plain(closingNote)}</pre>`}
      </details>
    </td>
  </tr> `;
}

/** Without marks that turn the direction of a text around. */
function plain(text: string): string {
  return toPlainText(text);
}

function fixed(number: number): string {
  return String(Number(number.toFixed(2)));
}
