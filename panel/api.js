/* api: the socket behind the page: questions, orders, and the stream of what happens.
 * SPDX-License-Identifier: Apache-2.0 */
const ROOT = '/api/v1/';
const AGAIN_MS = 1000; /* after a stream that was refused; one that broke is mended by the browser */

export class Refused extends Error {
	constructor(status, message, retry) {
		super(message);
		this.status = status;
		this.retryAfter_s = retry;
	}
}

async function ask(path, options) {
	let answer;

	try {
		answer = await fetch(ROOT + path, options);
	} catch {
		throw new Refused(0, '');
	}
	const said = await answer.json().catch(() => ({}));
	if (!answer.ok)
		throw new Refused(answer.status, said.error ?? answer.statusText, Number(answer.headers.get('Retry-After')));
	return said;
}

export const get = (path) => ask(path);

export const post = (path, body) =>
	ask(path, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'X-Smsocket': '1' },
		body: JSON.stringify(body),
	});

/* handlers: state(object), news(object), link('connecting' | 'live' | 'lost'), refused(): the stream is not for us yet. */
export class Stream {
	constructor(handlers) {
		this.handlers = handlers;
		this.at = false;
		this.last = 0; /* the newest piece of news that has come */
	}

	/* withAt: the AT lines too. */
	open(withAt = this.at) {
		this.at = withAt;
		this.source?.close();
		clearTimeout(this.timer);
		this.source = new EventSource(ROOT + `events?since=${this.last}${withAt ? '&at=1' : ''}`);
		this.source.addEventListener('open', () => this.handlers.link('live'));
		this.source.addEventListener('state', (event) => this.handlers.state(JSON.parse(event.data)));
		this.source.addEventListener('news', (event) => {
			const news = JSON.parse(event.data);
			this.last = news.id ?? this.last;
			this.handlers.news(news);
		});
		this.source.addEventListener('error', () => this.broken());
	}

	broken() {
		this.handlers.link('lost');
		if (this.source.readyState !== EventSource.CLOSED) return;
		clearTimeout(this.timer);
		this.timer = setTimeout(() => {
			get('state').then(
				() => this.open(),
				(refused) => {
					if (refused.status === 401) this.handlers.refused();
					else this.broken();
				},
			);
		}, AGAIN_MS);
	}
}
