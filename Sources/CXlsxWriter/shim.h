// libxlsxwriter for the room Reports/Workbook, which alone imports it, and only with the trait Workbook.
//
// The library takes texts as `char *` and changes none: these functions take them as they are, and pass on no structure
// that holds them.
#include <stdbool.h>
#include <stdlib.h>
#include <xlsxwriter.h>

/// A workbook that is written to a path when it is closed, with a day of making that is always the same.
static inline lxw_workbook *_Nullable sk_workbook(const char *_Nonnull path, const char *_Nonnull title) {
  lxw_workbook *workbook = workbook_new(path);
  if (workbook == NULL) return NULL;
  // Midday on 1 January 2000: the same document gives the same bytes.
  lxw_doc_properties properties = {.title = (char *)title, .created = 946728000};
  workbook_set_properties(workbook, &properties);
  return workbook;
}

/// Makes cells an accessible table with a head; the names are as many as the columns.
static inline lxw_error sk_table(
    lxw_worksheet *_Nonnull sheet, uint32_t row, uint32_t rows, uint16_t columns, const char *_Nonnull name,
    const char *_Nonnull const *_Nonnull heads, lxw_format *_Nullable head_format) {
  lxw_table_column *made = calloc(columns, sizeof *made);
  lxw_table_column **list = calloc((size_t)columns + 1, sizeof *list);
  lxw_error error = LXW_ERROR_MEMORY_MALLOC_FAILED;
  if (made != NULL && list != NULL) {
    for (uint16_t column = 0; column < columns; column++) {
      made[column].header = (char *)heads[column];
      made[column].header_format = head_format;
      list[column] = &made[column];
    }
    lxw_table_options options = {.name = (char *)name, .style_type = LXW_TABLE_STYLE_TYPE_LIGHT, .style_type_number = 1, .no_autofilter = LXW_TRUE, .columns = list};
    error = worksheet_add_table(sheet, row, 0, row + rows, (lxw_col_t)(columns - 1), &options);
  }
  free(made);
  free(list);
  return error;
}

/// Puts a chart beside a table, with words for those who don't see it.
static inline lxw_error sk_insert_chart(
    lxw_worksheet *_Nonnull sheet, uint32_t row, uint16_t column, lxw_chart *_Nonnull chart, const char *_Nonnull description) {
  lxw_chart_options options = {.x_scale = 1.5, .y_scale = 1.5, .description = (char *)description};
  return worksheet_insert_chart_opt(sheet, row, column, chart, &options);
}

/// Adds the values of a column of a sheet as a series, and gives it a colour of the palette.
static inline void sk_add_series(
    lxw_chart *_Nonnull chart, const char *_Nonnull sheet, const char *_Nonnull name, uint32_t first, uint32_t last, uint16_t labels,
    uint16_t values, uint32_t colour, bool is_line) {
  lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
  if (series == NULL) return;
  chart_series_set_categories(series, sheet, first, labels, last, labels);
  chart_series_set_values(series, sheet, first, values, last, values);
  chart_series_set_name(series, name);
  lxw_chart_line line = {.color = colour, .width = 2.25f};
  lxw_chart_fill fill = {.color = colour};
  if (is_line) chart_series_set_line(series, &line); else chart_series_set_fill(series, &fill);
}
