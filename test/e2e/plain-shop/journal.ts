import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor, PipeTransform } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

/** What ran, in order. */
export const journal: string[] = [];

export class JournalingGuard implements CanActivate {
  canActivate(): boolean {
    journal.push('guard');
    return true;
  }
}

export class JournalingPipe implements PipeTransform {
  transform(value: unknown): unknown {
    journal.push('pipe');
    return value;
  }
}

/** Records when it is entered, and how it is left. */
export function journalingInterceptor(name: string): NestInterceptor {
  return {
    intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
      journal.push(`into ${name}`);
      return next.handle().pipe(
        tap({
          next: () => journal.push(`${name}: a value`),
          error: () => journal.push(`${name}: an error`),
          complete: () => journal.push(`out of ${name}`),
        }),
      );
    },
  };
}
