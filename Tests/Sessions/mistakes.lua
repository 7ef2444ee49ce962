area("Midlesbrough")
1 +
2
load_table("no-such-file.csv")
load_table("Sources")
x.y = 1
function broken(
)
  return missing_function()
end
broken()
help("rnak")
print("still here")
