/* SPDX-License-Identifier: MIT
 *
 * The numbered schema files lib/schema/NNNN.sql as the build turned them
 * into C: schema_text[n] brings a database from version n to n+1 and sets
 * user_version itself, inside the transaction it is run in.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

extern const int schema_count;
extern const char *const schema_text[];

/* Temporary tables of a DB_IMPORT handle (lib/schema/temp.sql). */
extern const char *const schema_temp;

#endif
