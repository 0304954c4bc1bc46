export default { test: { include: ["tests/canvas/**/*.test.ts"], environment: "node" } };
