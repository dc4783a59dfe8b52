// A git host with one repository that takes a login (ada, secret), in a pod of the cluster.
const { execSync, spawn } = require('node:child_process');
const { createServer } = require('node:http');

const LOGIN = `Basic ${Buffer.from('ada:secret').toString('base64')}`;
const FILES = { 'README.md': '# App', 'src/app.ts': 'export const greeting: string = "hello";\n', '.gitignore': 'set-up.log\n' };

execSync('git init -q --bare -b main /tmp/app.git && git init -q -b main /tmp/work');
for (const [name, text] of Object.entries(FILES)) {
  execSync(`mkdir -p /tmp/work/$(dirname ${name}) && cat >/tmp/work/${name}`, { input: text });
}
execSync(
  `cd /tmp/work && git config user.name Host && git config user.email host@example.com
   git add . && git commit -qm First && git commit -qm Second --allow-empty && git push -q /tmp/app.git main`,
);

createServer((req, res) => {
  if (req.headers.authorization !== LOGIN) {
    res.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return;
  }
  const [path, query = ''] = req.url.split('?');
  const cgi = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH, GIT_PROJECT_ROOT: '/tmp', GIT_HTTP_EXPORT_ALL: '1', REMOTE_USER: 'ada', PATH_INFO: path,
      QUERY_STRING: query, REQUEST_METHOD: req.method, CONTENT_TYPE: req.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: req.headers['content-encoding'] ?? '', GIT_PROTOCOL: req.headers['git-protocol'] ?? '',
    },
  });
  req.pipe(cgi.stdin);
  const chunks = [];
  cgi.stdout.on('data', chunk => chunks.push(chunk)).on('end', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = answer.subarray(0, end).toString().split('\r\n').map(line => line.split(': '));
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    res.writeHead(Number(status.slice(0, 3)), Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
    res.end(answer.subarray(end + 4));
  });
}).listen(8080);
