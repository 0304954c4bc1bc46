// What build.mjs makes of imports that are not code: styles are text, fonts data URLs.
declare module "*.css" {
  const text: string;
  export default text;
}

declare module "*.woff2" {
  const url: string;
  export default url;
}
