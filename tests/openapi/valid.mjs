// Reads an OpenAPI document from standard input; what is wrong with it ends the process.
import { Validator } from '@seriousme/openapi-schema-validator';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const document = JSON.parse(text);
const validator = new Validator();
const { valid, errors } = await validator.validate(document);
if (!valid) {
  console.error(JSON.stringify(errors, null, 2));
  process.exit(1);
}
// Throws when a $ref leads nowhere.
validator.resolveRefs();
console.log(validator.version);
