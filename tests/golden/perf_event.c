/* Prints what ffi/perf_event.ts must say, as the C compiler sees linux/perf_event.h: one flat JSON object. */
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NUMBER(name) printf("  \"%s\": %llu,\n", #name, (unsigned long long)(name))
#define OFFSET(key, field) printf("  \"attr.%s\": %zu,\n", key, offsetof(struct perf_event_attr, field))
#define FLAG(field)                                                                        \
  do {                                                                                     \
    struct perf_event_attr attr;                                                           \
    uint64_t word;                                                                         \
    memset(&attr, 0, sizeof attr);                                                         \
    attr.field = 1;                                                                        \
    memcpy(&word, (char *)&attr + offsetof(struct perf_event_attr, read_format) + 8, 8);   \
    printf("  \"flag.%s\": %d,\n", #field, __builtin_ctzll(word));                         \
  } while (0)

static void print_bytes(const char *key, const struct perf_event_attr *attr) {
  printf("  \"bytes.%s\": \"", key);
  for (int i = 0; i < PERF_ATTR_SIZE_VER0; i++) printf("%02x", ((const unsigned char *)attr)[i]);
  printf("\",\n");
}

static struct perf_event_attr llc_store_misses(void) {
  struct perf_event_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.size = PERF_ATTR_SIZE_VER0;
  attr.type = PERF_TYPE_HW_CACHE;
  attr.config = PERF_COUNT_HW_CACHE_LL | PERF_COUNT_HW_CACHE_OP_WRITE << 8 | PERF_COUNT_HW_CACHE_RESULT_MISS << 16;
  attr.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING | PERF_FORMAT_GROUP;
  attr.exclude_guest = 1;
  return attr;
}

/* A whole attribute as netio fills it: the leader of a group, and a user-only member on PMU 10 of a hybrid CPU. */
static void print_attributes(void) {
  struct perf_event_attr leader = llc_store_misses(), member = llc_store_misses();
  leader.disabled = 1;
  member.exclude_kernel = 1;
  member.exclude_hv = 1;
  member.config |= 10ULL << PERF_PMU_TYPE_SHIFT;
  print_bytes("leader", &leader);
  print_bytes("hybrid_user_member", &member);
}

int main(void) {
  struct perf_event_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.disabled = 1;
  size_t flags = 0;
  while (((unsigned char *)&attr)[flags] == 0) flags++;

  printf("{\n");
  print_attributes();
  printf("  \"attr.size\": %d,\n", PERF_ATTR_SIZE_VER0);
  OFFSET("type", type);
  OFFSET("attrSize", size);
  OFFSET("config", config);
  OFFSET("readFormat", read_format);
  printf("  \"attr.flags\": %zu,\n", flags);
  FLAG(disabled);
  FLAG(exclude_kernel);
  FLAG(exclude_hv);
  FLAG(exclude_guest);
  NUMBER(PERF_TYPE_HARDWARE);
  NUMBER(PERF_TYPE_SOFTWARE);
  NUMBER(PERF_TYPE_HW_CACHE);
  NUMBER(PERF_COUNT_HW_CPU_CYCLES);
  NUMBER(PERF_COUNT_HW_INSTRUCTIONS);
  NUMBER(PERF_COUNT_HW_CACHE_MISSES);
  NUMBER(PERF_COUNT_HW_BRANCH_INSTRUCTIONS);
  NUMBER(PERF_COUNT_HW_BRANCH_MISSES);
  NUMBER(PERF_COUNT_HW_CACHE_L1D);
  NUMBER(PERF_COUNT_HW_CACHE_LL);
  NUMBER(PERF_COUNT_HW_CACHE_OP_READ);
  NUMBER(PERF_COUNT_HW_CACHE_OP_WRITE);
  NUMBER(PERF_COUNT_HW_CACHE_RESULT_MISS);
  NUMBER(PERF_COUNT_SW_TASK_CLOCK);
  NUMBER(PERF_COUNT_SW_PAGE_FAULTS);
  NUMBER(PERF_COUNT_SW_CONTEXT_SWITCHES);
  NUMBER(PERF_FORMAT_TOTAL_TIME_ENABLED);
  NUMBER(PERF_FORMAT_TOTAL_TIME_RUNNING);
  NUMBER(PERF_FORMAT_GROUP);
  NUMBER(PERF_FLAG_FD_CLOEXEC);
  NUMBER(PERF_EVENT_IOC_ENABLE);
  printf("  \"PERF_PMU_TYPE_SHIFT\": %d\n}\n", PERF_PMU_TYPE_SHIFT);
  return 0;
}
