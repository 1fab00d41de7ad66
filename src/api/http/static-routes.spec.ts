import { describe, expect, it, jest } from '@jest/globals';
import express from 'express';
import type { Application, Request, RequestHandler, Response } from 'express';
import { staticRoutes } from './static-routes.js';

interface Asked {
  answeredBy?: string;
}

const pass: RequestHandler = (_request, _response, next) => {
  next();
};

function newApp(): Application {
  const app = express();
  app.use(pass);
  return app;
}

/** Which route answers without Express; 'Express' when it is left to that. */
function ask(app: Application, method: string, url: string): string | undefined {
  const response: Asked = {};
  void staticRoutes(app, pass)({ method, url } as Request, response as unknown as Response, () => {
    response.answeredBy = 'Express';
  });
  return response.answeredBy;
}

function answerAs(name: string): RequestHandler {
  return (_request, response) => {
    (response as unknown as Asked).answeredBy = name;
  };
}

describe('staticRoutes', () => {
  it('finds a route by its method and path, whatever the query', () => {
    const app = newApp();
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
      const app = newApp();
      app.get('/a/one', answerAs('GET one'));
      expect(ask(app, 'GET', url)).toBe('Express');
    },
  );

  it('leaves other methods to Express', () => {
    const app = newApp();
    app.get('/a/one', answerAs('GET one'));
    for (const method of ['HEAD', 'OPTIONS', 'POST', 'DELETE', 'get']) {
      expect(ask(app, method, '/a/one')).toBe('Express');
    }
  });

  it('leaves to Express what an earlier route or middleware takes', () => {
    const app = newApp();
    app.get('/a/:id', answerAs('any'));
    app.get('/a/one', answerAs('GET one'));
    app.use('/c', answerAs('middleware'));
    app.get('/c/one', answerAs('GET c'));
    app.get('/d', answerAs('GET d'));
    app.use(answerAs('middleware'));
    app.get('/e', answerAs('GET e'));
    expect(ask(app, 'GET', '/d')).toBe('GET d');
    for (const url of ['/a/one', '/c/one', '/e']) expect(ask(app, 'GET', url)).toBe('Express');
  });

  it('does not let a route pass on what Express would ask it again', () => {
    const app = newApp();
    app.get('/a', pass);
    const next = jest.fn();
    void staticRoutes(app, pass)({ method: 'GET', url: '/a' } as Request, {} as Response, next);
    expect(next.mock.calls).toEqual([[expect.any(Error)]]);
  });

  it('takes the first of several routes of a path', () => {
    const app = newApp();
    app.all('/a/one', answerAs('any method'));
    app.get('/a/one', answerAs('GET one'));
    expect(ask(app, 'GET', '/a/one')).toBe('any method');
  });

  it('is not disturbed by a route of another method, or a later one', () => {
    const app = newApp();
    app.post('/a/:id', answerAs('any'));
    app.get('/a/one', answerAs('GET one'));
    app.get('/a/:id', answerAs('any'));
    expect(ask(app, 'GET', '/a/one')).toBe('GET one');
  });
});
