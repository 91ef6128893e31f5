/* SPDX-License-Identifier: MIT
 *
 * The lists of cases behind the figures of a page.  All figures of a row share
 * one table of its cases; the heading that a figure leads to (:target) shows
 * itself, the table, and of that the cases which the figure counts.
 */
#ifndef PAGE_LIST_H
#define PAGE_LIST_H

#include "page_write.h"

void page_list_style(struct page *p);           /* rules of its style sheet, for each figure */
enum status page_lists(struct page *p);

#endif
