import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Observable, switchMap } from 'rxjs';
import { csvAnswer, type List, pageAnswer } from './list-answer.js';
import type { Page } from './page.domain.js';

type Item = { readonly id: string };

/** Answers the `List` that a handler gives as JSON, or as CSV for `?format=csv` or `Accept: text/csv`. */
@Injectable()
export class ListInterceptor implements NestInterceptor<List<Item>, Page<Item> | StreamableFile> {
  intercept(context: ExecutionContext, next: CallHandler<List<Item>>): Observable<Page<Item> | StreamableFile> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    http.getResponse<Response>().vary('Accept');
    return next
      .handle()
      .pipe(switchMap((list) => (wantsCsv(list, request) ? fileOf(list, request) : pageAnswer(list))));
  }
}

function wantsCsv({ query }: List<Item>, request: Request): boolean {
  return query.format === undefined ? request.accepts(['json', 'csv']) === 'csv' : query.format === 'csv';
}

async function fileOf(list: List<Item>, { path }: Request): Promise<StreamableFile> {
  const name = path.split('/').at(-1);
  return new StreamableFile(await csvAnswer(list), {
    type: 'text/csv; charset=utf-8; header=present',
    disposition: `attachment; filename="${name}.csv"`,
  });
}
