import { describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Application, Request, RequestHandler, Response } from 'express';
import { staticRoutes } from './static-routes.js';

interface Asked {
  answeredBy?: string;
}

/** Which route answers without Express; 'Express' when it is left to that. */
function ask(app: Application, method: string, url: string): string | undefined {
  const response: Asked = {};
  void staticRoutes(app)({ method, url } as Request, response as unknown as Response, () => {
    response.answeredBy = 'Express';
  });
  return response.answeredBy;
}

function answerAs(name: string): RequestHandler {
  return (_request, response) => {
    (response as unknown as Asked).answeredBy = name;
  };
}

const pass: RequestHandler = (_request, _response, next) => {
  next();
};

describe('staticRoutes', () => {
  it('finds a route by its method and path, whatever the query', () => {
    const app = express();
    app.get('/a/one', answerAs('GET one'));
    app.post('/a/one', answerAs('POST one'));
    app.get('/a/two', answerAs('GET two'));
    expect(ask(app, 'GET', '/a/one')).toBe('GET one');
    expect(ask(app, 'POST', '/a/one?x=/a/two')).toBe('POST one');
    expect(ask(app, 'GET', '/a/two')).toBe('GET two');
  });

  it.each(['/a/one/', '/A/one', '/a//one', '/a/%6Fne', '/a/one;x', '/b', '*', ''])(
    'leaves a path in other words to Express: %s',
    (url) => {
      const app = express();
      app.get('/a/one', answerAs('GET one'));
      expect(ask(app, 'GET', url)).toBe('Express');
    },
  );

  it('leaves other methods to Express', () => {
    const app = express();
    app.get('/a/one', answerAs('GET one'));
    for (const method of ['HEAD', 'OPTIONS', 'POST', 'DELETE', 'get']) {
      expect(ask(app, method, '/a/one')).toBe('Express');
    }
  });

  it('leaves to Express what an earlier route or middleware takes', () => {
    const app = express();
    app.get('/a/:id', answerAs('any'));
    app.get('/a/one', answerAs('GET one'));
    app.use('/c', pass);
    app.get('/c/one', answerAs('GET c'));
    for (const url of ['/a/one', '/c/one']) expect(ask(app, 'GET', url)).toBe('Express');
  });

  it('takes the first of several routes of a path', () => {
    const app = express();
    app.all('/a/one', answerAs('any method'));
    app.get('/a/one', answerAs('GET one'));
    expect(ask(app, 'GET', '/a/one')).toBe('any method');
  });

  it('is not disturbed by a route of another method, or a later one', () => {
    const app = express();
    app.post('/a/:id', answerAs('any'));
    app.get('/a/one', answerAs('GET one'));
    app.get('/a/:id', answerAs('any'));
    expect(ask(app, 'GET', '/a/one')).toBe('GET one');
  });
});
