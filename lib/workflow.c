/* SPDX-License-Identifier: MIT */
#include "workflow.h"

#include <stdio.h>
#include <string.h>

const struct workflow workflow[] = {
#include "workflow_table.h"
};
const size_t workflow_count = sizeof workflow / sizeof workflow[0];

const struct workflow *workflow_row(const char *action, const char *from)
{
	size_t i;

	for (i = 0; i < workflow_count; i++)
		if (strcmp(workflow[i].action, action) == 0
		    && (strcmp(workflow[i].from, from) == 0
		        || (strcmp(workflow[i].from, "any") == 0 && strcmp(from, "none") != 0)))
			return &workflow[i];
	return NULL;
}

bool workflow_role_may(const char *action, char role)
{
	size_t i;

	for (i = 0; i < workflow_count; i++)
		if (strcmp(workflow[i].action, action) == 0 && strchr(workflow[i].roles, role))
			return true;
	return false;
}

const char *workflow_needs(const char *action)
{
	size_t i;

	for (i = 0; i < workflow_count; i++)
		if (strcmp(workflow[i].action, action) == 0)
			return workflow[i].needs;
	return "";
}

void workflow_from(const char *action, char *buf, size_t size)
{
	size_t i, len = 0, left = 0;

	for (i = 0; i < workflow_count; i++)
		left += strcmp(workflow[i].action, action) == 0;
	buf[0] = '\0';
	for (i = 0; i < workflow_count && len < size; i++)
		if (strcmp(workflow[i].action, action) == 0) {
			left--;
			len += (size_t)snprintf(buf + len, size - len, "%s%s", workflow[i].from,
			                        left > 1 ? ", " : left == 1 ? " or " : "");
		}
}
