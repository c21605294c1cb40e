// All packages go into the bundle, save those of Nest that are not installed.
module.exports = (options) => ({
  ...options,
  externals: [
    ({ request }, done) =>
      /^@nestjs\/(microservices|websockets)/.test(request) ? done(null, `commonjs ${request}`) : done(),
  ],
});
