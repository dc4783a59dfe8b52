/** Has the page run `src/boot.ts` before the app, from a file of its own. */
export function bootFirst() {
  return {
    name: 'boot-first',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle, server }) {
        const chunk = Object.values(bundle ?? {}).find(
          (one) => one.type === 'chunk' && one.isEntry && one.name === 'boot',
        );
        const src = server ? '/src/boot.ts' : `/${chunk?.fileName}`;
        return [
          {
            tag: 'script',
            attrs: { type: 'module', src },
            injectTo: server ? 'head' : 'head-prepend',
          },
        ];
      },
    },
  };
}
