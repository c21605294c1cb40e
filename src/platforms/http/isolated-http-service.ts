import type { HttpService } from '@nestjs/axios';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { defer, from, switchMap, type Observable } from 'rxjs';

/** The part of Nest's `HttpService` that a platform client uses. */
export type HttpRequests = Pick<HttpService, 'request'>;

/**
 * Nest's `HttpService` with an isolated transport. An axios instance copies the application's `axios.defaults` when it is created and
 * shares their prototype afterwards; a password from there would be sent instead of the key. So each request is passed directly to
 * axios's Node adapter, with only its own settings.
 *
 * Both packages are loaded with the first request or by {@link ready}: they would make up most of the import time of this package.
 */
export class IsolatedHttpService implements HttpRequests {
  #loading: Promise<HttpRequests> | undefined;

  /** Sends one request with exactly these settings. */
  request<T>(config: AxiosRequestConfig): Observable<AxiosResponse<T>> {
    return defer(() => from(this.#load())).pipe(switchMap((http) => http.request<T>(config)));
  }

  /** Loads the packages. Never rejects: the next request reports the failure. */
  async ready(): Promise<void> {
    try {
      await this.#load();
    } catch {
      // The next request tries again, and reports it.
    }
  }

  async #load(): Promise<HttpRequests> {
    this.#loading ??= load();
    try {
      return await this.#loading;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }
}

async function load(): Promise<HttpRequests> {
  const [{ HttpService }, { AxiosHeaders, getAdapter }] = await Promise.all([import('@nestjs/axios'), import('axios')]);
  const send = getAdapter('http');
  return new (class extends HttpService {
    override request<T>(config: AxiosRequestConfig): Observable<AxiosResponse<T>> {
      const headers = new AxiosHeaders();
      for (const [name, value] of Object.entries(config.headers ?? {}))
        if (typeof value === 'string') headers.set(name, value);
      return this.makeObservable<T>((settings: AxiosRequestConfig) => send({ ...settings, headers }), config);
    }
  })();
}
