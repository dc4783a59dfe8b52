// @vitest-environment jsdom
// @vitest-environment-options { "url": "http://engine--coditect.localhost:4173/" }
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { visit } from '../render';

it('is the IDE on a workspace’s own host, and never calls the API', async () => {
  const { calls } = visit('/anything');
  expect(await screen.findByTitle('The IDE of engine')).toHaveAttribute('src', '/theia/');
  expect(screen.getByRole('link', { name: 'Dashboard' })).toHaveAttribute(
    'href',
    'http://localhost:4173/workspaces/engine',
  );
  expect(calls).toEqual([]);
});
