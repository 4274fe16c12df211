# One app server. The same image migrates the database (node app/prepare.ts) and seeds it (node load-tests/seed/main.ts).

FROM node:26-slim AS client
WORKDIR /trio
COPY package.json package-lock.json tsconfig.json ./
# The client's tools are JavaScript and prebuilt binaries; no install script has anything to add here.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY app ./app
RUN node node_modules/vite/bin/vite.js build app/web

FROM node:26-slim AS dependencies
WORKDIR /trio
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /trio
COPY --from=dependencies /trio/node_modules ./node_modules
COPY package.json ./
COPY db ./db
COPY app ./app
COPY load-tests/seed ./load-tests/seed
COPY --from=client /trio/app/web/dist ./app/web/dist
USER node
EXPOSE 3000
# Liveness is the restart policy's business; this is readiness, which the start order waits for.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The server handles SIGTERM itself, so it can be process 1.
CMD ["node", "app/main.ts"]
