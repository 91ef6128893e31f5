/* SPDX-License-Identifier: MIT
 *
 * Any bytes as the boundary of an area: read, fitted, drawn, written in.
 */
#include "mem.h"
#include "outline.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	struct outline o;
	struct outline_point spot;
	struct str path = STR_INIT;
	int width = 720, height = 640;

	if (outline_read(&o, text)) {
		if (outline_fit(&o, 1, &width, &height)) {
			outline_path(&o, &path);
			if (outline_spot(&o, 40, 20, &spot) && (spot.x < 0 || spot.x > width || spot.y < 0 || spot.y > height))
				abort();
		}
		outline_release(&o);
	}
	str_release(&path);
	free(text);
	return 0;
}
