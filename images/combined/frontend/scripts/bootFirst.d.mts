import type { Plugin } from 'vite';

export function bootFirst(): Plugin;
